namespace Bits.Jobs.Tests;

/// <summary>Two versions of a real program over one database, as in a rolling upgrade. The next version has a changed
/// function and a new column.</summary>
[Slow]
public sealed class RollingUpgradeTests(TestDatabase database) : IClassFixture<TestDatabase>, IAsyncLifetime
{
    const string NewText = "-- the text of the next version";

    readonly string _folder = Path.Combine(Path.GetTempPath(), $"bits-next-{Guid.CreateVersion7():N}");

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    static string Old { get; } = ProgramProcess.Built("Bits.Jobs.Host");

    public async ValueTask InitializeAsync() => await BuildNextAsync();

    public ValueTask DisposeAsync()
    {
        Directory.Delete(_folder, recursive: true);
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task Both_versions_run_jobs_and_the_old_one_leaves_the_new_functions_alone()
    {
        await using var workers = new WorkerProcesses(database.ConnectionString, leaseSeconds: 30);
        var old = await workers.StartMigratingAsync(Old);
        await database.SleepersAsync(200, milliseconds: 20);

        var next = await workers.StartMigratingAsync(Path.Combine(_folder, "next", Path.GetFileName(Old)));
        Assert.True(await IsNewTextAsync());
        await database.SleepersAsync(200, milliseconds: 20);
        await old.StopAsync(Ct);
        var restarted = await workers.StartMigratingAsync(Old);
        Assert.True(await IsNewTextAsync());
        await next.StopAsync(Ct);
        await database.SleepersAsync(200, milliseconds: 20);
        await database.AllEndedAsync();
        await restarted.StopAsync(Ct);

        Assert.Equal(600, await database.CountAsync("succeeded"));
        Assert.All(workers.Count('S'), n => Assert.Equal(3, n.Value));
        Assert.Equal(0L, await database.DataSource.ValueAsync<long>("select count(*) from jobs_queue_failure"));
    }

    Task<bool> IsNewTextAsync() => database.DataSource.ValueAsync<bool>(
        "select bool_and(prosrc like '%' || $1 || '%') from pg_proc where proname = 'jobs_queue_claim' and pronamespace = current_schema()::regnamespace",
        NewText);

    // The library again with another version, under the same program.
    async Task BuildNextAsync()
    {
        foreach (var folder in (string[])["src/Bits.Jobs", "src/Shared"])
            Copy(folder);
        foreach (var file in Directory.GetFiles(ProgramProcess.Repository))
            File.Copy(file, Path.Combine(_folder, Path.GetFileName(file)));
        var schema = Path.Combine(_folder, "src", "Bits.Jobs", "Schema");
        await File.WriteAllTextAsync(
            Path.Combine(schema, "0002_next.sql"), "alter table jobs_queue_job add column next_note text;\n", Ct);
        var claim = Path.Combine(schema, "Functions", "claims", "jobs_queue_claim.sql");
        var text = await File.ReadAllTextAsync(claim, Ct);
        await File.WriteAllTextAsync(claim, text.Replace("as $$\n", $"as $$\n{NewText}\n", StringComparison.Ordinal), Ct);

        await using var build = ProgramProcess.Start(
            "nice",
            [
                "-n", "10", "dotnet", "build", "src/Bits.Jobs", "--output", "built", "-p:Version=99.0.0", "-p:RunAnalyzers=false",
                "-p:UseSharedCompilation=false",
            ],
            new Dictionary<string, string?> { ["MSBUILDDISABLENODEREUSE"] = "1" }, _folder);
        Assert.True(await build.ExitAsync(Ct) == 0, build.Output);

        var next = Directory.CreateDirectory(Path.Combine(_folder, "next")).FullName;
        foreach (var file in Directory.GetFiles(Path.GetDirectoryName(Old)!))
            File.Copy(file, Path.Combine(next, Path.GetFileName(file)));
        File.Copy(Path.Combine(_folder, "built", "Bits.Jobs.dll"), Path.Combine(next, "Bits.Jobs.dll"), overwrite: true);
    }

    void Copy(string folder)
    {
        var from = Path.Combine(ProgramProcess.Repository, folder);
        foreach (var file in Directory.GetFiles(from, "*", SearchOption.AllDirectories))
        {
            var to = Path.Combine(_folder, folder, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(to)!);
            File.Copy(file, to);
        }
    }
}
