namespace Bits.Backend.Tests.Documentation;

[Slow]
public sealed class SamplesTests(TestBackend test) : IClassFixture<TestBackend>
{
    static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("walkthrough.sh")]
    [InlineData("walkthrough-groups.sh")]
    [InlineData("walkthrough-directory.sh")]
    [InlineData("walkthrough-mentorship.sh")]
    public async Task A_walkthrough_holds(string script)
    {
        var environment = BackendProcess.Development(test.Backend.KeyFileName);
        environment["BITS_URL"] = test.Backend.Http.BaseAddress!.ToString().TrimEnd('/');
        environment["ConnectionStrings__Bits"] = test.Database.ConnectionString;

        await using var walkthrough = ProgramProcess.Start(Path(script), [], environment);

        Assert.True(await walkthrough.ExitAsync(Ct) == 0, walkthrough.Output);
        Assert.EndsWith("All of it held.", walkthrough.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("walkthrough.sh")]
    [InlineData("walkthrough-groups.sh")]
    [InlineData("walkthrough-directory.sh")]
    [InlineData("walkthrough-mentorship.sh")]
    public void A_walkthrough_ends_where_a_step_fails(string script) =>
        Assert.Contains("\nset -euo pipefail\n", File.ReadAllText(Path(script)), StringComparison.Ordinal);

    [Fact]
    public async Task A_walkthrough_in_which_a_step_fails_ends_with_an_error()
    {
        var environment = BackendProcess.Development(test.Backend.KeyFileName);
        environment["BITS_URL"] = "http://127.0.0.1:1";
        environment["ADMINCTL"] = $"dotnet {ProgramProcess.Built("Adminctl")}";
        environment["ConnectionStrings__Bits"] = test.Database.ConnectionString;

        await using var walkthrough = ProgramProcess.Start(Path("walkthrough.sh"), [], environment);

        Assert.NotEqual(0, await walkthrough.ExitAsync(Ct));
    }

    [Theory]
    [InlineData("JobsOnly", "A digest for asha@example.org, attempt 1.")]
    [InlineData(
        "JobsTour", "Enqueued: False; another job has taken the arguments: True", "Order 17 is found.", "A code for asha@example.org.",
        "Order 2 is paid.")]
    [InlineData(
        "MatchingOnly", "Asha: Esha", "Bikram: Divya", "Chitra: Esha", "No assignment is worth more than 21000.",
        "Stable: Asha: Divya, Bikram: Esha, Chitra: Esha", "Blocking pairs: 0")]
    [InlineData(
        "MembershipOnly", "Bikram joins again: Banned", "  2. Active -> Banned: spam", "Before the commit: False", "Owners: 1 of 2 members",
        "Approved: Admitted", "Accepted: Joined", "Asha reads 1 of 2 posts.", "A member then: True", "Contradictions: 0", "Added: 500")]
    [InlineData(
        "SearchOnly", "Before the commit: 0", "After the commit: 1", "For a visitor: 0", "Found at once: True", "Paddles: 29",
        "Seen through everyone.")]
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

    static string Path(string script) => System.IO.Path.Combine(ProgramProcess.Repository, "samples", script);
}
