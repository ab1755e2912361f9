using Bits.Console.Tests.Operations;

namespace Bits.Console.Tests;

/// <summary>What the tests of the pages need of the machine.</summary>
public sealed class BrowserTests
{
    static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public void The_browser_of_the_tests_is_there() => TestBrowser.Program.Require();

    [Fact, Slow]
    public async Task Without_the_browser_one_test_fails_and_names_the_remedy()
    {
        await using var run = ProgramProcess.Start(
            "dotnet",
            [
                typeof(BrowserTests).Assembly.Location, "-noColor", "-method", $"{typeof(JobsTests).FullName}.*",
                "-method", $"{typeof(BrowserTests).FullName}.{nameof(The_browser_of_the_tests_is_there)}",
            ],
            new Dictionary<string, string?> { ["BITS_CHROMIUM"] = "/nowhere/chromium" });

        await run.ExitAsync(Ct);

        Assert.Matches(@"Failed: 1, Skipped: [1-9]", run.Output);
        Assert.Contains("Chromium is missing. ./test installs it", run.Output, StringComparison.Ordinal);
    }
}
