using Bits.Search;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Bits.Platform.Tests.Features.Searching;

/// <summary>A ban that commits between the reading of a caller's tags and the reading of the documents.</summary>
[Slow]
public sealed class RevocationTests(TestPlatform platform) : IClassFixture<TestPlatform>
{
    static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_was_written_after_a_ban_is_not_in_the_answer_of_a_search_that_began_before_it(bool live)
    {
        await using var index = live ? new LiveIndex(platform.DataSource) : null;
        using var stop = new CancellationTokenSource();
        var running = index?.RunAsync(stop.Token) ?? Task.CompletedTask;
        while (index is not null && index.Health.State != LiveIndexState.Ready)
        {
            Assert.False(running.IsCompleted, "The live index has ended.");
            await Task.Delay(10, Ct);
        }

        await using var services = Services(index);
        var (asha, bikram) = (await platform.UserAsync("Asha"), await platform.UserAsync("Bikram"));
        var group = await GroupAsync(asha, bikram, $"ban-{live}".ToLowerInvariant());
        await TestPlatform.CallAsync(services, bikram, "search.v1/Search", new { text = "warm" }); // connections and words

        // Whoever holds the table lets nobody read documents: the search has read its tags and waits.
        await using var holder = await platform.DataSource.OpenConnectionAsync(Ct);
        await using var tx = await holder.BeginTransactionAsync(Ct);
        await ExecuteAsync(holder, "lock table search_document, search_change in access exclusive mode");
        var search = TestPlatform.CallAsync(services, bikram, "search.v1/Search", new { text = "numbat" });
        await platform.DataSource.EventuallyAsync(live
            ? "select exists (select from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid() and query like '%transaction_isolation%')"
            : "select exists (select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock' and query like '%search_document%')");
        await platform.CallAsync(asha, "groups.v1/BanMember", new { groupId = group, userId = bikram, reason = "spam" });
        await new Indexer().UpsertAsync(
            holder, new(Surfaces.Groups, $"post:{live}", "numbat", "what bikram must not read", [AudienceTags.Group(group)]), Ct);
        await tx.CommitAsync(Ct);

        var answer = await search;
        await stop.CancelAsync();
        await running;
        Assert.Empty(answer.GetProperty("hits").EnumerateArray());
        if (index is not null)
            Assert.True(index.Health.Answers > 0);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_a_member_wrote_is_not_in_the_answer_of_a_search_that_began_before_the_caller_blocked_them(bool live)
    {
        await using var index = live ? new LiveIndex(platform.DataSource) : null;
        using var stop = new CancellationTokenSource();
        var running = index?.RunAsync(stop.Token) ?? Task.CompletedTask;
        while (index is not null && index.Health.State != LiveIndexState.Ready)
        {
            Assert.False(running.IsCompleted, "The live index has ended.");
            await Task.Delay(10, Ct);
        }

        await using var services = Services(index);
        var (asha, bikram) = (await platform.UserAsync("Asha"), await platform.UserAsync("Bikram"));
        var group = await GroupAsync(asha, bikram, $"block-{live}".ToLowerInvariant());
        await platform.CallAsync(asha, "groups.v1/PostToGroup", new { groupId = group, body = $"echidna {live}" });
        var found = await TestPlatform.CallAsync(services, bikram, "search.v1/Search", new { text = "echidna" });
        Assert.NotEmpty(found.GetProperty("hits").EnumerateArray());

        await using var holder = await platform.DataSource.OpenConnectionAsync(Ct);
        await using var tx = await holder.BeginTransactionAsync(Ct);
        await ExecuteAsync(holder, "lock table search_document, search_change in access exclusive mode");
        var search = TestPlatform.CallAsync(services, bikram, "search.v1/Search", new { text = "echidna" });
        await platform.DataSource.EventuallyAsync(live
            ? "select exists (select from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid() and query like '%transaction_isolation%')"
            : "select exists (select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock' and query like '%search_document%')");
        await platform.CallAsync(bikram, "people.v1/BlockMember", new { userId = asha });
        await tx.CommitAsync(Ct);

        var answer = await search;
        await stop.CancelAsync();
        await running;
        Assert.Empty(answer.GetProperty("hits").EnumerateArray());
    }

    ServiceProvider Services(LiveIndex? live)
    {
        var services = new ServiceCollection();
        services.AddSingleton(platform.DataSource);
        services.AddSingleton<Microsoft.Extensions.Configuration.IConfiguration>(
            new Microsoft.Extensions.Configuration.ConfigurationBuilder().Build());
        services.AddLogging();
        if (live is not null)
            services.AddSingleton(live);
        services.AddBitsPlatform();
        return services.BuildServiceProvider();
    }

    async Task<Guid> GroupAsync(Guid owner, Guid member, string slug)
    {
        var group = (await platform.CallAsync(
            owner, "groups.v1/CreateGroup", new { slug, name = "Secretive", visibility = "private" })).GetProperty("groupId").GetGuid();
        await platform.CallAsync(
            owner, "groups.v1/AddMember", new { groupId = group, userId = member });
        return group;
    }

    static async Task ExecuteAsync(NpgsqlConnection db, string sql)
    {
        await using var command = db.CreateCommand();
#pragma warning disable CA2100 // a test
        command.CommandText = sql;
#pragma warning restore CA2100
        await command.ExecuteNonQueryAsync(Ct);
    }
}
