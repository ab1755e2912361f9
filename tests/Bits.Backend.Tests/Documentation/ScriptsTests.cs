using System.Text.RegularExpressions;

namespace Bits.Backend.Tests.Documentation;

/// <summary>The scripts of the repository on machines that lack something. What stands for the machine is a folder of
/// programs: dotnet and apt-get are ours there, and write down how they were called.</summary>
[Slow]
public sealed class ScriptsTests : IDisposable
{
    static readonly string[] OfEveryMachine =
        ["bash", "cat", "dirname", "env", "grep", "head", "install", "kill", "ls", "mktemp", "rm", "sed", "sh", "sleep", "tail", "tee"];

    readonly string _machine = Directory.CreateTempSubdirectory("bits-machine-").FullName;

    public ScriptsTests()
    {
        foreach (var program in OfEveryMachine)
            File.CreateSymbolicLink(Path.Combine(_machine, program), new TestProgram(program, program, [program]).Require());
        Put("id", "echo 0");
    }

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    string Calls => Path.Combine(_machine, "calls");

    public void Dispose() => Directory.Delete(_machine, recursive: true);

    [Fact]
    public async Task Without_the_sdk_both_commands_name_it()
    {
        var run = await RunAsync("./run --demo");
        var test = await RunAsync("./test");

        Assert.Equal((1, "The .NET 10 SDK is missing. Install it: https://dot.net/download"), run);
        Assert.Equal(1, test.Exit);
        Assert.Equal(["0 passed, 1 failed", run.Output], test.Output.Split('\n').Order(StringComparer.Ordinal)); // of two pipes
    }

    [Theory]
    [InlineData("./test", "5 passed, 0 failed", 0, "succeeded: 5", "failed: 0")]
    [InlineData("./test quick", "5 passed, 2 failed", 2, "succeeded: 5", "failed: 2")]
    [InlineData("./test", "5 passed, 1 failed", 3, "succeeded: 5", "failed: 0")]
    [InlineData("./test", "0 passed, 1 failed", 4)]
    public async Task The_last_line_counts_what_passed_and_failed(string command, string last, int exit, params string[] summary)
    {
        PutDotnet($"{string.Join('\n', summary.Select(line => $"echo '  {line}'"))}\nexit {exit}");
        foreach (var tool in new[] { "initdb", "pgbouncer", "chromium", "curl", "npm" })
            Put(tool, "");

        var run = await RunAsync(command);

        Assert.Equal((exit, last), (run.Exit, run.Output.Split('\n')[^1]));
        Assert.Equal(
            command == "./test quick" ? 1 : 0,
            (await File.ReadAllTextAsync(Calls, Ct)).Split("--filter-not-trait speed=slow").Length - 1);
    }

    [Fact]
    public async Task What_is_missing_is_installed_where_there_is_apt()
    {
        PutDotnet("exit 0");
        Put("apt-get", $"echo apt-get \"$@\" >> {Calls}");

        var run = await RunAsync("./test");

        var installed = Regex.Matches(await File.ReadAllTextAsync(Calls, Ct), "apt-get install .* DPkg::Lock::Timeout=300 (.*)").Select(m => m.Groups[1].Value);
        Assert.Equal(["pgbouncer", "chromium-headless-shell fonts-liberation", "curl", "npm"], installed.Where(p => p != "postgresql")); // it may be here
        Assert.Contains("· installing chromium-headless-shell fonts-liberation\n", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Elsewhere_it_is_named_and_the_tests_run_all_the_same()
    {
        PutDotnet("echo '  succeeded: 5'\necho '  failed: 1'\nexit 2");

        var run = await RunAsync("./test");

        Assert.Contains("· missing: PgBouncer. Install it as this system does; Debian's packages are called: pgbouncer", run.Output, StringComparison.Ordinal);
        Assert.EndsWith("\n5 passed, 1 failed", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_step_says_every_second_how_far_it_is_and_what_went_wrong()
    {
        Put("sleep", $"echo tick $1 >> {Calls}\nexec /bin/sleep 0.05");
        var build = "echo '  Bits.Jobs -> /x/Bits.Jobs.dll'; echo '  Bits.Search -> /x/Bits.Search.dll'; "
            + $"until [ $(grep -c 'tick 1' {Calls}) -gt 4 ]; do /bin/sleep 0.05; done; echo broken >&2; exit 7";

        var run = await RunAsync($". eng/machine.sh; step building sh -c '{build.Replace("'", "'\\''", StringComparison.Ordinal)}' || exit $?");

        Assert.Equal(7, run.Exit);
        Assert.InRange(run.Output.Split('\n').Count(line => Regex.IsMatch(line, @"^· building, \d+ s: 2 projects, the last Bits.Search$")), 2, 100);
        Assert.Contains("\nbroken", run.Output, StringComparison.Ordinal);
    }

    void PutDotnet(string test) => Put("dotnet", $"echo dotnet \"$@\" >> {Calls}\n[ \"$1\" = test ] || exit 0\n{test}");

    void Put(string program, string script)
    {
        var file = Path.Combine(_machine, program);
        File.Delete(file); // a link leads to the machine's own program, which writing would replace
        File.WriteAllText(file, $"#!/bin/sh\n{script}\n");
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(file, (UnixFileMode)0b111_101_101);
    }

    async Task<(int Exit, string Output)> RunAsync(string command)
    {
        await using var shell = ProgramProcess.Start(
            "/bin/bash", ["-c", command],
            new Dictionary<string, string?> { ["PATH"] = _machine, ["BITS_CHROMIUM"] = null, ["BITS_PG_BIN"] = null, ["BITS_DATABASE_URL"] = null });
        return (await shell.ExitAsync(Ct), shell.Output);
    }
}
