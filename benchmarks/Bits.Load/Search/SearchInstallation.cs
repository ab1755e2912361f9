using System.Diagnostics;
using Bits.Load.Database;
using Bits.Platform;
using Bits.Search;

namespace Bits.Load.Search;

/// <summary>The library with a world of documents in it, and its live index.</summary>
sealed class SearchInstallation : IAsyncDisposable
{
    readonly CancellationTokenSource _stop = new();
    Task _running = Task.CompletedTask;

    SearchInstallation(LoadSchema schema, SearchWorld world)
    {
        (Schema, World) = (schema, world);
        Live = new(schema.DataSource, new() { MaxMegabytes = 8_192, KeepChanges = TimeSpan.FromMinutes(1) });
        Searcher = new(schema.DataSource, live: Live);
        BySql = new(schema.DataSource);
    }

    /// <summary>Where it is.</summary>
    public LoadSchema Schema { get; }

    /// <summary>Its documents.</summary>
    public SearchWorld World { get; }

    /// <summary>The live index.</summary>
    public LiveIndex Live { get; }

    /// <summary>Answers from the live index.</summary>
    public Searcher Searcher { get; }

    /// <summary>Answers from the database.</summary>
    public Searcher BySql { get; }

    /// <summary>Writes documents.</summary>
    public Indexer Indexer { get; } = new();

    /// <summary>How long the live index took to load.</summary>
    public TimeSpan ColdStart { get; private set; }

    /// <summary>How much more memory is in use since, for each document.</summary>
    public double BytesPerDocument { get; private set; }

    /// <summary>Fills an empty schema and starts the live index.</summary>
    public static async Task<SearchInstallation> CreateAsync(LoadSchema schema, SearchWorld world, CancellationToken ct)
    {
        ScenarioContext.Tell($"{world.Count:N0} documents");
        var installation = new SearchInstallation(schema, world);
        await SearchSchema.MigrateAsync(schema.DataSource, Surfaces.ForIndex, ct);
        await installation.FillAsync(ct);
        await installation.StartAsync(ct);
        return installation;
    }

    /// <summary>A document of its own for somebody who writes.</summary>
    public static SearchDocument Fresh(string entityId, string title) =>
        new(Surfaces.Feed, entityId, title, "written while others search", [AudienceTags.Institute]);

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running;
        await Live.DisposeAsync();
        _stop.Dispose();
    }

    async Task FillAsync(CancellationToken ct)
    {
        await using (var db = await Schema.DataSource.OpenConnectionAsync(ct))
        {
            foreach (var chunk in World.Documents.Chunk(20_000))
                await Indexer.BulkUpsertAsync(db, chunk, ct);
        }

        await Schema.ExecuteAsync("vacuum analyze search_document", [], ct);
        await Schema.ExecuteAsync("vacuum analyze search_body", [], ct);
        await Schema.ExecuteAsync("delete from search_change", [], ct); // as if it had been pruned since
        await Schema.ExecuteAsync("vacuum analyze search_change", [], ct);
        await using var statistics = await Schema.DataSource.OpenConnectionAsync(ct);
        await new SearchMaintenance(new() { PublicTags = [AudienceTags.Institute] }).RefreshStatisticsAsync(statistics, ct);
    }

    async Task StartAsync(CancellationToken ct)
    {
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var started = Stopwatch.GetTimestamp();
        _running = Live.RunAsync(_stop.Token);
        while (Live.Health.State != LiveIndexState.Ready)
            await Task.Delay(5, ct);
        ColdStart = Stopwatch.GetElapsedTime(started);

        while (Live.Health.Segments > 5 && World.Count > 500_000) // the merge that follows
            await Task.Delay(100, ct);
        BytesPerDocument = (GC.GetTotalMemory(forceFullCollection: true) - before) / (double)World.Count;
    }
}
