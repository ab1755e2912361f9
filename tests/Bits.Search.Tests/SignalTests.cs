using Bits.Search.Signals;

namespace Bits.Search.Tests;

public sealed class SignalTests(TestDatabase database) : SearchTestBase(database)
{
    readonly Guid _asha = Guid.CreateVersion7();
    readonly CandidateStore _store = new(database.DataSource);

    [Fact]
    public async Task Signals_are_stored_in_the_background_in_the_partition_of_their_month()
    {
        await using (var recorder = new SignalRecorder(Database.DataSource))
            for (var i = 0; i < 2_500; i++)
                Assert.True(recorder.Record(new(_asha, Surfaces.Jobs, $"job{i}", SignalKind.View)));

        Assert.Equal(2_500L, await Database.DataSource.ValueAsync<long>("select count(*) from search_signal where user_id = $1", _asha));
        Assert.Equal(0L, await Database.DataSource.ValueAsync<long>("select count(*) from search_signal_other"));
    }

    [Fact]
    public async Task A_recorder_that_is_full_or_is_given_nonsense_drops_and_counts()
    {
        await using var recorder = new SignalRecorder(Database.DataSource, capacity: 1);

        var taken = Enumerable.Range(0, 1_000).Count(i => recorder.Record(new(_asha, Surfaces.Feed, $"{i}", SignalKind.Like)));

        Assert.True(taken < 1_000);
        Assert.Equal(1_000 - taken, recorder.Dropped);
        Assert.False(recorder.Record(new(_asha, "No Where", "x", SignalKind.Like)));
        Assert.False(recorder.Record(new(_asha, Surfaces.Feed, "a\0b", SignalKind.Like)));
        Assert.False(recorder.Record(new(_asha, Surfaces.Feed, "", SignalKind.Like)));
    }

    [Fact]
    public async Task A_signal_on_an_unknown_surface_is_dropped_and_counted_and_the_others_are_stored()
    {
        var recorder = new SignalRecorder(Database.DataSource);
        recorder.Record(new(_asha, "nowhere", "x", SignalKind.Like));
        recorder.Record(new(_asha, Surfaces.Feed, "x", SignalKind.Like));
        await recorder.DisposeAsync();

        Assert.Equal(1, recorder.Dropped);
        Assert.Equal(["feed"], await Database.DataSource.ValueAsync<string[]>(
            "select array_agg(surface) from search_signal where user_id = $1", _asha));
        await using var db = await Database.DataSource.OpenConnectionAsync(Ct);
        await AssertNamesSurfacesAsync(() => SignalRecorder.RecordAsync(db, new(_asha, "nowhere", "x", SignalKind.Like), Ct));
        await AssertNamesSurfacesAsync(() => SignalRecorder.RecordSeenAsync(db, new(_asha, "nowhere", "x", SignalKind.Like), [Rowers], ct: Ct));
        await AssertNamesSurfacesAsync(() => _store.ReplaceAsync(db, _asha, "nowhere", [new("x", 1, "r")], Ct));
        await AssertNamesSurfacesAsync(() => _store.ReplaceAsync(db, _asha, "nowhere", [], Ct));
        await AssertNamesSurfacesAsync(() => _store.ListAsync(_asha, "nowhere", [Rowers], ct: Ct));
    }

    static async Task AssertNamesSurfacesAsync(Func<Task> call)
    {
        var e = await Assert.ThrowsAsync<InvalidArgumentException>(call);
        Assert.StartsWith("'nowhere' is not a known surface. Use one of announcements, directory, ", e.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_database_that_is_away_fails_nobody()
    {
        await using var nowhere = Npgsql.NpgsqlDataSource.Create("Host=127.0.0.1;Port=1;Username=nobody;Timeout=1");
        var recorder = new SignalRecorder(nowhere);

        Assert.True(recorder.Record(new(_asha, Surfaces.Feed, "x", SignalKind.Like)));
        await recorder.DisposeAsync();

        Assert.Equal(1, recorder.Dropped);
    }

    [Fact]
    public async Task Candidates_are_replaced_as_a_whole_and_a_roll_back_leaves_the_old_ones()
    {
        await WriteAsync(Document("a", "A"), Document("b", "B"), Document("c", "C"));
        await ReplaceAsync(commit: true, new Candidate("a", 1, "r"), new Candidate("b", 2, "r"));
        await ReplaceAsync(commit: false, new Candidate("c", 9, "r"));
        Assert.Equal(["b", "a"], await ListAsync());

        await ReplaceAsync(commit: true, new Candidate("c", 9, "r"));
        Assert.Equal(["c"], await ListAsync());
    }

    [Fact]
    public async Task A_candidate_is_read_only_by_whoever_may_see_it_now()
    {
        await WriteAsync(Document("open", "Open"), Document("taken", "Taken"));
        await ReplaceAsync(commit: true, new Candidate("open", 1, "r"), new Candidate("taken", 2, "r"), new Candidate("gone", 3, "r"));

        await WriteAsync(Document("taken", "Taken") with { AudienceTags = [AudienceTags.Staff] });

        Assert.Equal(["open"], await ListAsync());
        Assert.Empty(await _store.ListAsync(_asha, Surfaces.Groups, [], ct: Ct));
    }

    [Fact]
    public async Task What_others_liked_is_recommended_and_what_the_user_had_or_hid_is_not()
    {
        await WriteAsync(
            Document("far", "Far") with { AudienceTags = [AudienceTags.Institute] }, Document("near", "Near"), Document("had", "Had"),
            Document("hidden", "Hidden"), Document("secret", "Secret") with { AudienceTags = [AudienceTags.Staff] });
        await using (var recorder = new SignalRecorder(Database.DataSource))
        {
            foreach (var liked in new[] { "far", "near", "had", "hidden", "secret" })
                recorder.Record(new(Guid.CreateVersion7(), Surfaces.Groups, liked, SignalKind.Like));
            recorder.Record(new(_asha, Surfaces.Groups, "had", SignalKind.View));
        }

        await using (var db = await Database.DataSource.OpenConnectionAsync(Ct))
        {
            await PopularityRecommender.CountAsync(db, Ct);
            await new PopularityRecommender(_store).RunAsync(db, _asha, [AudienceTags.Institute, Rowers], Surfaces.Groups, ct: Ct);
            await SignalRecorder.RecordAsync(db, new(_asha, Surfaces.Groups, "hidden", SignalKind.Hide), Ct);
        }

        var found = await _store.ListAsync(_asha, Surfaces.Groups, [AudienceTags.Institute, Rowers], ct: Ct);
        Assert.Equal(["near", "far"], found.Select(r => r.EntityId));
    }

    [Fact]
    public async Task Partitions_are_made_ahead_and_old_ones_dropped()
    {
        await Database.DataSource.SqlAsync("create table search_signal_200001 partition of search_signal for values from ('2000-01-01') to ('2000-02-01')");
        await using var db = await Database.DataSource.OpenConnectionAsync(Ct);

        await new SearchMaintenance(Institute.Options).PrepareSignalsAsync(db, ct: Ct);
        await new SearchMaintenance(Institute.Options).PrepareSignalsAsync(db, ct: Ct);

        Assert.Equal(4L, await Database.DataSource.ValueAsync<long>("select count(*) from pg_inherits where inhparent = 'search_signal'::regclass"));
    }

    async Task ReplaceAsync(bool commit, params Candidate[] candidates)
    {
        await using var db = await Database.DataSource.OpenConnectionAsync(Ct);
        await using var tx = await db.BeginTransactionAsync(Ct);
        await _store.ReplaceAsync(db, _asha, Surfaces.Groups, candidates, Ct);
        if (commit)
            await tx.CommitAsync(Ct);
    }

    async Task<IEnumerable<string>> ListAsync() =>
        (await _store.ListAsync(_asha, Surfaces.Groups, [Rowers], ct: Ct)).Select(r => r.EntityId);
}
