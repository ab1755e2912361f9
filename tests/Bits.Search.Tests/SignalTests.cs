using Bits.Search.Signals;

namespace Bits.Search.Tests;

public sealed class SignalTests(TestDatabase database) : SearchTestBase(database)
{
    readonly Guid _asha = Guid.CreateVersion7();

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
        await ReplaceAsync(commit: true, "b", "a");
        await ReplaceAsync(commit: false, "c");
        Assert.Equal(["b", "a"], await ListAsync());

        var change = await ReplaceAsync(commit: true, "c", "a");
        Assert.Equal(["c", "a"], await ListAsync());
        Assert.Equal(new(Sets: 1, Candidates: 2, Top: 2, TopGone: 1), change);

        await ReplaceAsync(commit: true);
        Assert.Empty(await ListAsync());
    }

    [Fact]
    public async Task A_candidate_and_its_reasons_are_read_only_by_those_who_may_see_them_now()
    {
        await WriteAsync(Document("open", "Open"), Document("taken", "Taken"));
        await ReplaceAsync(commit: true, "open", "taken", "gone");
        Assert.Equal(["Taken"], await ReasonsAsync("open"));

        await WriteAsync(Document("taken", "Taken") with { AudienceTags = [AudienceTags.Staff] });

        Assert.Equal(["open"], await ListAsync());
        Assert.Empty(await ReasonsAsync("open"));
        await using var db = await Database.DataSource.OpenConnectionAsync(Ct);
        Assert.Empty((await CandidateStore.FindAsync(db, _asha, "groups", [], ct: Ct))!);
        Assert.Null(await CandidateStore.FindAsync(db, Guid.CreateVersion7(), "groups", [Rowers], ct: Ct));
    }

    [Fact]
    public async Task A_part_of_a_set_is_read_with_its_own_reasons()
    {
        await WriteAsync(Document("a", "A"), Document("b", "B"), Document("c", "C"), Document("d", "D"));
        await ReplaceAsync(commit: true, "a", "b", "c", "d");
        await using var db = await Database.DataSource.OpenConnectionAsync(Ct);

        var found = await CandidateStore.FindAsync(db, _asha, "groups", [Rowers], offset: 1, limit: 2, ct: Ct);

        Assert.Equal([("b", "C"), ("c", "D")], found!.Select(one => (one.EntityId, one.Reasons[0].Title!)));
        Assert.Empty((await CandidateStore.FindAsync(db, _asha, "groups", [Rowers], offset: CandidateStore.MaxCandidates, ct: Ct))!);
        foreach (var (offset, limit) in new[] { (-1, 1), (201, 1), (0, 0), (0, 201) })
            await Assert.ThrowsAsync<InvalidArgumentException>(() => CandidateStore.FindAsync(db, _asha, "groups", [Rowers], null, offset, limit, Ct));
    }

    [Fact]
    public async Task A_set_that_no_list_could_hold_is_refused()
    {
        await using var db = await Database.DataSource.OpenConnectionAsync(Ct);
        Candidate[] twice = [new(Surfaces.Groups, "a", 1, 0, []), new(Surfaces.Groups, "a", 1, 0, [])];

        foreach (var sets in new CandidateSet[][] { [new(_asha, "groups", twice)], [new(_asha, "posts", [])], [new(Guid.CreateVersion7(), "groups", [])] })
            await Assert.ThrowsAsync<InvalidArgumentException>(() => CandidateStore.ReplaceAsync(db, [_asha], ["groups"], sets, Ct));
    }

    [Fact]
    public async Task The_log_lists_the_signals_of_a_time_with_their_documents()
    {
        await using var db = await Database.DataSource.OpenConnectionAsync(Ct);
        await SignalRecorder.RecordAsync(db, new(_asha, Surfaces.Feed, "logged", SignalKind.Dwell), Ct);
        var now = await Database.DataSource.ValueAsync<DateTime>("select clock_timestamp()");

        var all = await SignalLog.StreamAsync(db, DateTimeOffset.UnixEpoch, now, Ct).ToListAsync(Ct);
        var later = await SignalLog.StreamAsync(db, now, now.AddDays(1), Ct).ToListAsync(Ct);

        Assert.Contains(all, signal => (signal.UserId, signal.Document, signal.Kind) == (_asha, "feed/logged", SignalKind.Dwell));
        Assert.Empty(later);
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

    // Each has the next one as its reason, and a word.
    async Task<CandidateChange> ReplaceAsync(bool commit, params string[] ids)
    {
        await using var db = await Database.DataSource.OpenConnectionAsync(Ct);
        await using var tx = await db.BeginTransactionAsync(Ct);
        Candidate[] candidates = [.. ids.Select((id, i) => new Candidate(
            Surfaces.Groups, id, -i, 0, [new($"groups/{ids[(i + 1) % ids.Length]}", 2), new("word", 1)]))];
        var change = await CandidateStore.ReplaceAsync(db, [_asha], ["groups"], [new(_asha, "groups", candidates)], Ct);
        if (commit)
            await tx.CommitAsync(Ct);
        return change;
    }

    async Task<IEnumerable<string>> ListAsync()
    {
        await using var db = await Database.DataSource.OpenConnectionAsync(Ct);
        return (await CandidateStore.FindAsync(db, _asha, "groups", [Rowers], ct: Ct) ?? []).Select(found => found.EntityId);
    }

    // Without the word, which all see.
    async Task<IEnumerable<string?>> ReasonsAsync(string id)
    {
        await using var db = await Database.DataSource.OpenConnectionAsync(Ct);
        var found = (await CandidateStore.FindAsync(db, _asha, "groups", [Rowers], ct: Ct))!.Single(one => one.EntityId == id);
        Assert.Contains(new("word", null, 1), found.Reasons);
        return found.Reasons.Where(reason => reason.Name != "word").Select(reason => reason.Title);
    }
}
