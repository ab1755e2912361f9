using System.Text.RegularExpressions;

namespace Bits.Jobs.Tests;

/// <summary>The package does what its page says, for somebody who has nothing else of this house.</summary>
[Slow]
public sealed partial class PackageTests(EmptyDatabase database) : IClassFixture<EmptyDatabase>, IAsyncLifetime
{
    const string Version = "0.1.0-readme"; // one that is nowhere else

    readonly string _folder = Path.Combine(Path.GetTempPath(), $"bits-package-{Guid.CreateVersion7():N}");

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    static string Project { get; } = Path.Combine(ProgramProcess.Repository, "src", "Bits.Jobs");

    string Feed => Path.Combine(_folder, "feed");

    string App => Path.Combine(_folder, "app");

    public ValueTask InitializeAsync()
    {
        Directory.CreateDirectory(Feed);
        Directory.CreateDirectory(App);
        return ValueTask.CompletedTask;
    }

    public ValueTask DisposeAsync()
    {
        Directory.Delete(_folder, recursive: true);
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task The_example_of_its_page_runs_as_it_stands_in_a_new_project_elsewhere()
    {
        await WriteExampleAsync();

        var said = await DotnetAsync(App, "run", "--", database.ConnectionString);

        await AssertRanAsync(said);
    }

    [Fact]
    public Task The_example_of_its_page_runs_trimmed_and_its_publish_warns_of_nothing() => PublishAsync("-p:PublishTrimmed=true");

    [Fact]
    public async Task The_example_of_its_page_runs_as_native_code_and_its_publish_warns_of_nothing()
    {
        // Minutes of both processors; trimming is tried always, and the build checks what native code forbids.
        Assert.SkipUnless(Cases.All, "BITS_TEST_CASES=all publishes native code.");
        if (Linker() is not { } linker)
        {
            Assert.Skip("A native program is linked by clang or gcc; this machine has neither, so it was not tried.");
            return;
        }

        await PublishAsync("-p:PublishAot=true", $"-p:CppCompilerAndLinker={linker}");

        Assert.False(File.Exists(Path.Combine(_folder, "published", "Bits.Jobs.dll"))); // it is native
    }

    async Task PublishAsync(params string[] how)
    {
        await WriteExampleAsync();

        var built = await DotnetAsync(
            App,
            ["publish", "--use-current-runtime", "--self-contained", "--output", Path.Combine(_folder, "published"), "-p:TrimmerSingleWarn=false", .. how]);
        Assert.DoesNotMatch("IL[23][0-9]{3}", built);
        await using var published = ProgramProcess.Start(
            Path.Combine(_folder, "published", "app"), [database.ConnectionString], new Dictionary<string, string?>(), _folder);

        Assert.True(await published.ExitAsync(Ct) == 0, published.Output);
        await AssertRanAsync(published.Output);
    }

    async Task WriteExampleAsync()
    {
        await database.DataSource.SqlAsync("drop schema public cascade; create schema public");
        await DotnetAsync(
            Project, "pack", "--no-build", "--configuration", Path.GetFileName(AppContext.BaseDirectory.TrimEnd('/')),
            "--output", Feed, $"-p:PackageVersion={Version}");
        await WriteAsync("nuget.config", """
            <configuration><packageSources><add key="packed" value="../feed" /></packageSources></configuration>
            """);
        await DotnetAsync(App, "new", "console", "--no-restore");
        await DotnetAsync(App, "add", "package", "Bits.Jobs", "--version", Version);
        await DotnetAsync(App, "add", "package", "Microsoft.Extensions.Hosting", "--version", HostingVersion());
        await WriteAsync("Program.cs", CSharp.Match(await File.ReadAllTextAsync(Path.Combine(Project, "README.md"), Ct)).Groups[1].Value);
    }

    async Task AssertRanAsync(string said)
    {
        Assert.Contains("A digest for asha@example.org, attempt 1.", said, StringComparison.Ordinal);
        Assert.Equal("succeeded", await database.DataSource.ValueAsync<string>(
            "select state from jobs_queue_job where kind = 'samples.send_digest'"));
    }

    static string? Linker()
    {
        var folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);
        return new[] { "clang", "gcc" }.FirstOrDefault(name => folders.Any(folder => File.Exists(Path.Combine(folder, name))));
    }

    // What this build has in its cache: the example is to be tried, not a download of the newest version.
    static string HostingVersion() => HostingPackage.Match(
        File.ReadAllText(Path.Combine(ProgramProcess.Repository, "Directory.Packages.props"))).Groups[1].Value;

    Task WriteAsync(string file, string text) => File.WriteAllTextAsync(Path.Combine(App, file), text, Ct);

    // With packages of its own: the machine's must not keep what is packed here.
    async Task<string> DotnetAsync(string folder, params string[] args)
    {
        var packages = Environment.GetEnvironmentVariable("NUGET_PACKAGES")
            ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");
        // Compilers take every processor; tests that run beside them have leases to keep.
        await using var dotnet = ProgramProcess.Start("nice", ["-n", "10", "dotnet", .. args], new Dictionary<string, string?>
        {
            ["NUGET_PACKAGES"] = Path.Combine(_folder, "packages"),
            ["NUGET_FALLBACK_PACKAGES"] = packages,
            ["MSBUILDDISABLENODEREUSE"] = "1",
            ["UseSharedCompilation"] = "false",
        }, folder);

        Assert.True(await dotnet.ExitAsync(Ct) == 0, $"dotnet {string.Join(' ', args)}\n{dotnet.Output}");
        return dotnet.Output;
    }

    [GeneratedRegex("```csharp\n(.*?)```", RegexOptions.Singleline)]
    static partial Regex CSharp { get; }

    [GeneratedRegex("""Include="Microsoft.Extensions.Hosting" Version="([^"]+)""")]
    static partial Regex HostingPackage { get; }
}
