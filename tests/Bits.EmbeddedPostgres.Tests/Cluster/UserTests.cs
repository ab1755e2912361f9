using System.Runtime.InteropServices;
using Bits.EmbeddedPostgres.Unix;

namespace Bits.EmbeddedPostgres.Tests.Cluster;

/// <summary>As whom the server runs, and what it takes from the environment.</summary>
[Slow]
public sealed class UserTests(PreparedCluster prepared)
{
    const string Nobody = "65534";

    static readonly string[] HostFiles = ["Bits.EmbeddedPostgres.*", "Npgsql.dll", "Microsoft.Extensions.*.dll"];
    static readonly string[] NeededPrograms =
        ["sh", "id", "sed", "grep", "tr", "mv", "rm", "sleep", "setsid"];

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task For_root_the_server_runs_as_a_lesser_user_and_for_others_as_themselves()
    {
        await using var root = await prepared.CopyAsync();

        await using var server = await PostgresServer.OpenAsync(root.Persistent, Ct);

        var runsAs = Posix.OwnerOf($"/proc/{root.PostmasterId}")!.Value.User;
        Assert.Equal(Posix.IsRoot, runsAs != Posix.UserId);
        Assert.NotEqual(0u, runsAs);
        Assert.Equal(Posix.UserId, Posix.OwnerOf(root.Path)!.Value.User);
    }

    [Fact]
    public async Task An_unprivileged_user_needs_no_help()
    {
        Assert.SkipUnless(Posix.IsRoot, "the other tests run as an unprivileged user already");
        var home = Directory.CreateTempSubdirectory("bits-pg-test-home-").FullName;
        var program = CopyHostTo(home);
        await using var root = new TestRoot();

        var host = root.StartHost(
            ["setpriv", $"--reuid={Nobody}", $"--regid={Nobody}", "--clear-groups", program, root.Path, "ephemeral"],
            [("HOME", home), ("DOTNET_ROOT", DotnetRoot)]);
        var answer = await host.AnswerAsync();

        Assert.Null(answer?.Error);
        Assert.Equal(65534u, Posix.OwnerOf(root.In("data"))!.Value.User);
        await host.CloseAsync();
        await root.HasNoProcessAsync();
        Assert.False(Directory.Exists(root.Path));
        Directory.Delete(home, recursive: true);
    }

    [Theory]
    [InlineData("setpriv")]
    [InlineData("runuser")]
    [InlineData("su")]
    public async Task Any_of_three_programs_lets_root_start_and_stop_the_server(string program)
    {
        Assert.SkipUnless(Posix.IsRoot, "only root can become another user");
        await using var tools = new TestRoot();
        Directory.CreateDirectory(tools.Path);
        foreach (var tool in NeededPrograms.Append(program))
            File.CreateSymbolicLink(tools.In(tool), ChildProcess.Find(tool)!);
        await using var root = await prepared.CopyAsync();

        var host = root.StartHost([HostProcess.Program, root.Path], [("PATH", tools.Path)]);
        var answer = await host.AnswerAsync();

        Assert.Null(answer!.Error);
        await host.KillAsync();
        await root.HasNoProcessAsync();
        Assert.Contains("database system is shut down", root.Log);
    }

    [Fact]
    public async Task Variables_of_PostgreSQL_in_the_environment_do_not_reach_the_server()
    {
        await using var root = new TestRoot();

        var host = root.StartHost(
            [HostProcess.Program, root.Path],
            [
                ("PGDATA", "/nowhere"), ("PGPORT", "1"), ("PGHOST", "nowhere.invalid"), ("PGUSER", "stranger"),
                ("LANG", "xx_YY.UTF-8"), ("LC_ALL", "xx_YY.UTF-8"),
            ]);
        var answer = await host.AnswerAsync();

        Assert.Null(answer!.Error);
        var variables = await File.ReadAllTextAsync($"/proc/{root.PostmasterId}/environ", Ct);
        Assert.DoesNotContain(variables.Split('\0'), variable => variable.StartsWith("PG", StringComparison.Ordinal));
        Assert.Contains("LC_ALL=C\0", variables);
    }

    static string DotnetRoot => Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "../../.."));

    // The folder of the build may lie in a home that is closed to others.
    static string CopyHostTo(string folder)
    {
        OpenFolder.SetMode(folder);
        foreach (var file in HostFiles.SelectMany(pattern => Directory.GetFiles(AppContext.BaseDirectory, pattern)))
        {
            var copy = Path.Combine(folder, Path.GetFileName(file));
            File.Copy(file, copy);
            OpenFolder.SetMode(copy);
        }

        return Path.Combine(folder, Path.GetFileName(HostProcess.Program));
    }
}
