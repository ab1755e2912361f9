using System.Text.RegularExpressions;

namespace Bits.Backend.Tests.Documentation;

/// <summary>Every command of the README is run as it stands; only the port is another one, so that a backend which
/// somebody runs meanwhile is left alone.</summary>
public sealed partial class ReadmeTests : IAsyncLifetime
{
    const string Start = "./run --demo";
    const string Test = "./test";
    const string Adminctl = "dotnet run --project src/Adminctl -- ";
    const string UsualAddress = "http://127.0.0.1:5080";

    static readonly string[] Walkthroughs =
        ["samples/walkthrough.sh", "samples/walkthrough-groups.sh", "samples/walkthrough-directory.sh", "samples/walkthrough-mentorship.sh"]; // SamplesTests runs them

    readonly string _folder = Path.Combine(Path.GetTempPath(), $"bits-readme-{Guid.CreateVersion7():N}");

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    static string Readme { get; } = File.ReadAllText(Path.Combine(ProgramProcess.Repository, "README.md"));

    static List<string> Blocks => [.. Bash.Matches(Readme).Select(block => block.Groups[1].Value.Trim())];

    public ValueTask InitializeAsync()
    {
        Directory.CreateDirectory(_folder);
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(_folder, (UnixFileMode)0b111_001_001);
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        await PrivateCluster.UntilStoppedAsync(Path.Combine(_folder, "pg"));
        Directory.Delete(_folder, recursive: true);
    }

    [Fact, Slow]
    public async Task The_readme_works_line_by_line()
    {
        Assert.Equal(Start, Blocks[0]);
        await using var backend = ProgramProcess.Start("bash", ["-c", $"exec {Start} --urls=http://127.0.0.1:0"], Environment());
        await backend.LineAsync("ready", Ct);
        var address = (await backend.LineAsync("│  App", Ct))["│  App".Length..].Trim();
        var typed = string.Join('\n', Blocks.Skip(1).Where(block => block.Split('\n')[^1] is var last && last != Test && !Walkthroughs.Contains(last)));
        // Typed once more: everything may be repeated. By the built program, as `dotnet run` looks for changes each time.
        var again = typed.Replace(Adminctl, $"dotnet {ProgramProcess.Built("Adminctl")} ", StringComparison.Ordinal);
        var script = $"{typed}\n{again}";

        var environment = Environment();
        environment["BITS_URL"] = address;
        await using var shell = ProgramProcess.Start(
            "bash", ["-euo", "pipefail", "-c", script.Replace(UsualAddress, address, StringComparison.Ordinal)], environment);

        Assert.True(await shell.ExitAsync(Ct) == 0, shell.Output);
        Assert.Contains("\"username\":\"asha\"", shell.Output, StringComparison.Ordinal);
        Assert.Matches("""\{"hits":\[\{.*Who paddles on Sunday""", shell.Output);
        Assert.Contains("""{"hits":[],""", shell.Output, StringComparison.Ordinal);
        Assert.Contains("groups.notify", shell.Output, StringComparison.Ordinal);
        await backend.StopAsync(Ct);
    }

    [Fact]
    public void The_walkthroughs_are_commands_of_the_readme() =>
        Assert.All(Walkthroughs, walkthrough => Assert.Contains(Blocks, block => block.Split('\n')[^1] == walkthrough));

    [Fact]
    public void The_test_command_is_the_one_that_ci_calls()
    {
        Assert.Contains(Blocks, block => block.Split('\n')[0].Split(' ')[0] == Test);
        Assert.EndsWith($"\nexec {Test}\n", File.ReadAllText(Path.Combine(ProgramProcess.Repository, ".ci", "run")), StringComparison.Ordinal);
    }

    [Fact]
    public void Every_link_leads_somewhere()
    {
        foreach (var file in Directory.EnumerateFiles(ProgramProcess.Repository, "*.md", SearchOption.AllDirectories)
            .Where(f => !f.Contains("/artifacts/", StringComparison.Ordinal)))
        {
            foreach (Match link in Link.Matches(File.ReadAllText(file)))
            {
                var target = Path.Combine(Path.GetDirectoryName(file)!, link.Groups[1].Value.Split('#')[0]);
                Assert.True(Path.Exists(target), $"{file}: {link.Value}");
            }
        }
    }

    Dictionary<string, string?> Environment()
    {
        var environment = new Dictionary<string, string?>
        {
            ["BITS_PG_ROOT"] = Path.Combine(_folder, "pg"),
            ["Auth__DevelopmentKeyFile"] = Path.Combine(_folder, "key.pem"),
            ["ASPNETCORE_ENVIRONMENT"] = null,
            ["DOTNET_ENVIRONMENT"] = null,
        };
        return environment;
    }

    [GeneratedRegex("```bash\n(.*?)```", RegexOptions.Singleline)]
    static partial Regex Bash { get; }

    [GeneratedRegex(@"\]\((?!http)([^)#][^)]*)\)")]
    static partial Regex Link { get; }
}
