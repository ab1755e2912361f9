using Bits.Platform;
using Bits.Search;
using Npgsql;

namespace Bits.Backend.Tests.Scale;

/// <summary>Search on a read replica: the live index knows that it cannot follow there, and the database answers.</summary>
[Slow]
public sealed class SearchReplicaTests
{
    static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task On_a_replica_the_live_index_leaves_every_search_to_the_database()
    {
        await using var cluster = await PrimaryAndReplicas.StartAsync(Ct);
        await using var servers = new NpgsqlDataSourceBuilder(cluster.Primary).BuildMultiHost();
        await using var primary = servers.WithTargetSession(TargetSessionAttributes.Primary);
        await using var replica = servers.WithTargetSession(TargetSessionAttributes.Standby);
        await SearchSchema.MigrateAsync(primary, Surfaces.ForIndex, Ct);
        await using (var db = await primary.OpenConnectionAsync(Ct))
            await new Indexer().UpsertAsync(db, new(Surfaces.Feed, "one", "capybara", "", [AudienceTags.Institute]), Ct);
        await using var index = new LiveIndex(replica);
        using var stop = new CancellationTokenSource();
        var running = index.RunAsync(stop.Token);
        var searcher = new Searcher(replica, live: index);

        while (index.Health.State != LiveIndexState.Replica)
            await Task.Delay(10, Ct);
        await replica.EventuallyAsync("select exists (select from search_document)");
        var page = await searcher.SearchAsync(new("capybara", [AudienceTags.Institute]), Ct);

        Assert.Equal("one", Assert.Single(page.Hits).EntityId);
        Assert.Equal((0, 1), (index.Health.Answers, index.Health.Fallbacks));
        await stop.CancelAsync();
        await running;
    }
}
