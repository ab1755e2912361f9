using Adminctl.Hosting;

namespace Bits.Architecture.Tests;

/// <summary>Every verb of adminctl, with a folder that was mistyped.</summary>
[Slow]
public sealed class LookingTests : IDisposable
{
    // These set a database up; what follows is theirs alone.
    static readonly string[] Making = ["migrate", "demo seed", "membership import", "jobs run"];

    readonly string _folder = Path.Combine(Path.GetTempPath(), $"bits-look-{Guid.CreateVersion7():N}");

    public static TheoryData<string> Verbs => [.. AdminctlVerbs.All.Keys.Except(Making.Except(["membership import"])).Except(["call", "notifications push-keys"])];

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        if (Directory.Exists(_folder))
            Directory.Delete(_folder, recursive: true);
    }

    [Theory]
    [MemberData(nameof(Verbs))]
    public async Task A_verb_that_uses_a_database_makes_none(string verb)
    {
        var root = Path.Combine(_folder, "typo", "pg");

        await using var run = ProgramProcess.StartBuilt(
            "Adminctl", AdminctlVerbs.Line(verb), new Dictionary<string, string?>(BackendProcess.Development(Path.Combine(_folder, "key.pem")))
            {
                ["BITS_PG_ROOT"] = root,
                ["BITS_DATABASE_URL"] = null,
                ["ConnectionStrings__Bits"] = null,
            });

        Assert.Equal(ExitCodes.Failed, await run.ExitAsync(Ct));
        Assert.Contains($"There is no database in {root}", run.Output, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_folder));
    }
}
