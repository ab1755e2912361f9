using Bits.Jobs;
using Bits.Platform.Features.Recommending.Running;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Bits.Platform.Tests.Features.Recommending;

/// <summary>Runs whose process is lost at any point: its connections end, its memory is gone, and its job comes again.</summary>
[Slow]
public sealed class KilledRunTests(TestPlatform platform) : IClassFixture<TestPlatform>
{
    const int Users = 24;
    const int AllKills = 400;
    const string Victim = "victim";

    readonly RecommendingWorld _world = new(platform);
    readonly Random _random = new(20261201);
    readonly List<Guid> _users = [];
    readonly List<Guid> _groups = [];

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Lists_are_those_of_the_old_run_or_of_the_new_one_and_never_a_mixture(bool trains)
    {
        await using var dataSource = Connections();
        await PrepareAsync();
        for (var kills = 0; kills < Cases.Of(AllKills);)
        {
            await ChangeAsync();
            var (before, seen) = (await ListsAsync(), new List<Dictionary<Guid, string>>());
            kills += await RunAsync(dataSource, trains, seen);
            var after = await ListsAsync();

            Assert.NotEqual(before, after);
            foreach (var (user, lists) in seen.SelectMany(state => state))
                Assert.True(lists == before.GetValueOrDefault(user) || lists == after.GetValueOrDefault(user), $"{user} had {lists}");
        }

        Assert.Equal(0L, await platform.DataSource.ValueAsync<long>("select count(*) from recommend_run where finished_at is null"));
    }

    // Makes the jobs of one run, one after the other. Each is killed at a random moment until it gets through.
    async Task<int> RunAsync(NpgsqlDataSource dataSource, bool trains, List<Dictionary<Guid, string>> seen)
    {
        var job = Random.Shared.NextInt64(1, long.MaxValue);
        var kills = trains
            ? await InsistAsync<TrainRecommender, TrainRecommenderHandler>(dataSource, new(), job, seen)
            : await InsistAsync<RefreshRecommender, RefreshRecommenderHandler>(dataSource, new(), job, seen);
        while (await NextAsync() is { } chunk)
            kills += await InsistAsync<ScoreUsers, ScoreUsersHandler>(dataSource, chunk, job, seen);
        return kills;
    }

    async Task<int> InsistAsync<TArgs, THandler>(NpgsqlDataSource dataSource, TArgs args, long job, List<Dictionary<Guid, string>> seen)
        where TArgs : IJobArgs
        where THandler : class, IJobHandler<TArgs>
    {
        for (var attempt = 0; ; attempt++)
        {
            await using var process = TestPlatform.BuildOver(dataSource, ("Recommendations:ChunkSize", "5"));
            var handler = ActivatorUtilities.CreateInstance<THandler>(process);
            var work = handler.HandleAsync(new(job, args, "default", 1, 100, 1, default), Ct);
            using var stop = new CancellationTokenSource();
            var killing = attempt < 4 ? KillAsync(_random.Next(90), stop.Token) : Task.CompletedTask;
            try
            {
                await work;
                return attempt;
            }
            catch (Exception e) when (e is NpgsqlException or InvalidOperationException or IOException)
            {
                seen.Add(await ListsAsync());
            }
            finally
            {
                await stop.CancelAsync();
                await killing;
            }
        }
    }

    async Task KillAsync(int milliseconds, CancellationToken ct)
    {
        await Task.Delay(milliseconds, ct).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (!ct.IsCancellationRequested)
            await platform.DataSource.SqlAsync("select pg_terminate_backend(pid) from pg_stat_activity where application_name = $1", Victim);
    }

    // The chunk that the last one enqueued; the row of the run says where it stands.
    async Task<ScoreUsers?> NextAsync()
    {
        var found = await platform.DataSource.ValueAsync<string>(
            "select coalesce((select id::text || ' ' || scored_through::text from recommend_run where finished_at is null and state = 'scoring'), '')");
        return found.Split(' ') is [var run, var after] ? new(long.Parse(run, System.Globalization.CultureInfo.InvariantCulture), Guid.Parse(after)) : null;
    }

    // All lists of each user, with the time of their run: lists of two runs differ in it.
    async Task<Dictionary<Guid, string>> ListsAsync()
    {
        const string sql = """
            select user_id::text || ' ' || count(distinct computed_at)::text || ' '
                   || string_agg(list || array_to_string(entity_ids, ',') || array_to_string(scores, ',') || array_to_string(because, ','), ';' order by list)
            from search_candidate where list <> 'people' group by user_id
            """;

        var rows = await platform.DataSource.ValueAsync<string[]>($"select coalesce(array_agg(line), '{{}}') from ({sql}) as t (line)");
        Assert.All(rows, row => Assert.Equal("1", row.Split(' ')[1]));
        return rows.ToDictionary(row => Guid.Parse(row.Split(' ')[0]));
    }

    async Task PrepareAsync()
    {
        for (var i = 0; i < Users; i++)
            _users.Add(await platform.UserAsync($"Kavya{i}"));
        for (var i = 0; i < 12; i++)
            _groups.Add(await _world.GroupAsync(_users[i], $"Group {i}", members: [.. _users.Where(user => user != _users[i] && _random.Next(3) == 0)]));
        await _world.TrainAsync();
    }

    async Task ChangeAsync()
    {
        for (var i = 0; i < 6; i++)
            await platform.CallAsync(
                _users[_random.Next(Users)], "recommendations.v1/RecordSignal",
                new { surface = "groups", entityId = $"{_groups[_random.Next(_groups.Count)]}", kind = "dwell" });
    }

    NpgsqlDataSource Connections() => NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(platform.Database.ConnectionString)
    {
        ApplicationName = Victim,
        Pooling = false,
    });
}
