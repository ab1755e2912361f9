namespace Bits.Backend.Tests.Documentation;

[Slow]
public sealed class SamplesTests(TestBackend test) : IClassFixture<TestBackend>
{
    static string Walkthrough { get; } = Path.Combine(ProgramProcess.Repository, "samples", "walkthrough.sh");

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_walkthrough_holds()
    {
        var environment = BackendProcess.Development(test.Backend.KeyFileName);
        environment["BITS_URL"] = test.Backend.Http.BaseAddress!.ToString().TrimEnd('/');
        environment["ADMINCTL"] = $"dotnet {ProgramProcess.Built("Adminctl")}";
        environment["ConnectionStrings__Bits"] = test.Database.ConnectionString;

        await using var walkthrough = ProgramProcess.Start(Walkthrough, [], environment);

        Assert.True(await walkthrough.ExitAsync(Ct) == 0, walkthrough.Output);
        Assert.EndsWith("All of it held.", walkthrough.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_walkthrough_in_which_a_step_fails_ends_with_an_error()
    {
        var environment = BackendProcess.Development(test.Backend.KeyFileName);
        environment["BITS_URL"] = "http://127.0.0.1:1";
        environment["ADMINCTL"] = $"dotnet {ProgramProcess.Built("Adminctl")}";
        environment["ConnectionStrings__Bits"] = test.Database.ConnectionString;

        await using var walkthrough = ProgramProcess.Start(Walkthrough, [], environment);

        Assert.NotEqual(0, await walkthrough.ExitAsync(Ct));
    }

    [Theory]
    [InlineData("JobsOnly", "A digest for asha@example.org, attempt 1.")]
    [InlineData(
        "JobsTour", "Enqueued: False; another job has taken the arguments: True", "Order 17 is found.", "A code for asha@example.org.",
        "Order 2 is paid.")]
    [InlineData("MembershipOnly", "Bikram joins again: Banned", "  2. Active -> Banned: spam")]
    [InlineData("SearchOnly", "Before the commit: 0", "After the commit: 1", "For a student: 0")]
    [InlineData("WithDapper", "a kettle: order True, job True", "a second thought: order False, job False")]
    [InlineData("WithNpgsql", "batch: 2 jobs")]
    [InlineData("WithEfCore", "a kettle: order True, job True", "a second thought: order False, job False")]
    public async Task A_sample_prints_what_it_is_to_show_and_so_it_does_again(string sample, params string[] lines)
    {
        await using var database = new EmptyDatabase();
        await database.InitializeAsync();

        for (var time = 1; time <= 2; time++)
        {
            await using var process = ProgramProcess.StartBuilt(
                sample, [], new Dictionary<string, string?> { ["BITS_DATABASE_URL"] = database.ConnectionString });

            Assert.True(await process.ExitAsync(Ct) == 0, process.Output);
            foreach (var line in lines)
                Assert.Contains(line, process.Output.Split('\n'));
        }
    }
}
