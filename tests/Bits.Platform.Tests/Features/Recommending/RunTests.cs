using Bits.Jobs;
using Bits.Platform.Features.Recommending.Running;

namespace Bits.Platform.Tests.Features.Recommending;

/// <summary>The runs beside each other, and their jobs twice.</summary>
public sealed class RunTests(TestPlatform platform) : IClassFixture<TestPlatform>
{
    readonly RecommendingWorld _world = new(platform);

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_chunk_that_comes_again_changes_nothing()
    {
        await PeopleAsync();
        await _world.TrainAsync();
        var (run, before) = (await LastAsync(), await StampAsync());

        await ScoreAsync(run, Guid.Empty);

        Assert.Equal(before, await StampAsync());
        Assert.Equal(0L, await platform.DataSource.ValueAsync<long>("select count(*) from jobs_queue_job where state not in ('succeeded')"));
    }

    [Fact]
    public async Task A_refresh_replaces_the_lists_of_those_with_new_signals_alone()
    {
        var people = await PeopleAsync();
        var group = await _world.GroupAsync(people[0], "Fencing");
        await _world.TrainAsync();
        var before = await TimesAsync();

        await platform.CallAsync(people[1], "recommendations.v1/RecordSignal", new { surface = "groups", entityId = $"{group}", kind = "like" });
        await _world.RefreshAsync();

        var after = await TimesAsync();
        Assert.Equal([people[1]], after.Where(user => user.Value != before.GetValueOrDefault(user.Key)).Select(user => user.Key));
        Assert.DoesNotContain($"{group}", await _world.IdsAsync(people[1], "groups")); // has it
        Assert.Equal("refresh done", await platform.DataSource.ValueAsync<string>("select kind || ' ' || state from recommend_run order by id desc limit 1"));
    }

    [Fact]
    public async Task A_refresh_waits_its_turn_and_a_night_takes_the_place_of_what_is_under_way()
    {
        await PeopleAsync();
        await _world.TrainAsync();
        await platform.DataSource.SqlAsync(
            "update recommend_run set state = 'scoring', finished_at = null, scored_through = $1 where id = (select max(id) from recommend_run)", Guid.Empty);
        var (unfinished, before) = (await LastAsync(), await StampAsync());

        await _world.RefreshAsync();
        Assert.Equal(unfinished, await LastAsync());

        await _world.TrainAsync();
        Assert.Equal("superseded", await platform.DataSource.ValueAsync<string>("select state from recommend_run where id = $1", unfinished));
        var stamp = await StampAsync();
        Assert.NotEqual(before, stamp);
        await ScoreAsync(unfinished, Guid.Empty);
        Assert.Equal(stamp, await StampAsync());
    }

    [Fact]
    public async Task A_training_waits_until_another_has_trained()
    {
        await PeopleAsync();
        await _world.TrainAsync(times: 3);

        Assert.Equal(0L, await platform.DataSource.ValueAsync<long>("""
            select count(*) from recommend_run one join recommend_run next on next.id > one.id and next.kind = one.kind
            where one.kind = 'train' and (one.trained_at is null or next.started_at < one.trained_at)
            """));
    }

    [Fact]
    public async Task The_last_training_alone_keeps_its_model_and_histories()
    {
        await PeopleAsync();
        await _world.TrainAsync();
        await _world.TrainAsync();

        var last = await LastAsync();
        Assert.Equal([last], await platform.DataSource.ValueAsync<long[]>("select array_agg(distinct run_id) from recommend_model"));
        Assert.Equal([last], await platform.DataSource.ValueAsync<long[]>("select array_agg(distinct run_id) from recommend_history"));
    }

    async Task<List<Guid>> PeopleAsync()
    {
        var people = new List<Guid>();
        for (var i = 0; i < 6; i++)
            people.Add(await platform.UserAsync($"Esha{i}"));
        await _world.GroupAsync(people[0], "Hockey", members: [.. people[1..4]]);
        await _world.GroupAsync(people[4], "Tennis", members: [people[5]]);
        return people;
    }

    Task<long> LastAsync() => platform.DataSource.ValueAsync<long>("select max(id) from recommend_run");

    Task<string> StampAsync() => platform.DataSource.ValueAsync<string>("select coalesce(max(computed_at)::text || count(*)::text, '') from search_candidate");

    async Task<Dictionary<Guid, DateTime>> TimesAsync()
    {
        var users = await platform.DataSource.ValueAsync<Guid[]>("select array_agg(user_id order by user_id) from (select distinct user_id from search_candidate where list = 'groups') u");
        var times = await platform.DataSource.ValueAsync<DateTime[]>("select array_agg(computed_at order by user_id) from search_candidate where list = 'groups'");
        return users.Zip(times).Where(pair => pair.First != Guid.Empty).ToDictionary(pair => pair.First, pair => pair.Second);
    }

    async Task ScoreAsync(long run, Guid after)
    {
        await platform.Get<JobQueue>().EnqueueAsync(new ScoreUsers(run, after), RecommendingJson.Default.ScoreUsers, ct: Ct);
        await platform.DrainAsync();
    }
}
