using Bits.Jobs;
using Bits.Platform.Features.Recommending;
using Bits.Platform.Features.Recommending.Running;

namespace Bits.Backend.Tests.Recommending;

/// <summary>Backends die with SIGKILL in the middle of the runs of the recommender; the lists of a user are always those of one run.
/// </summary>
[Slow]
public sealed class RecommenderKillTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    const int Users = 40;
    const int Groups = 14;

    readonly Random _random = new(20261201);
    readonly List<Guid> _users = [];
    readonly List<Guid> _groups = [];

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(RecommenderRunKind.Train)]
    [InlineData(RecommenderRunKind.Refresh)]
    public async Task Lists_are_those_of_the_old_run_or_of_the_new_one_and_never_a_mixture(RecommenderRunKind kind)
    {
        await FillAsync();
        for (var kills = 0; kills < (Cases.All ? 30 : 2);)
        {
            var (before, seen) = (await ListsAsync(), new List<Dictionary<Guid, string>>());
            await ChangeAsync();
            await StartRunAsync(kind);
            for (var kill = 0; kill < 2; kill++, kills++) // a job with which three workers were lost would be given up
            {
                await using var backend = await StartAsync();
                await Task.Delay(_random.Next(400), Ct);
                await backend.Process.KillAsync(Ct);
                seen.Add(await ListsAsync());
            }

            await FinishAsync();
            var after = await ListsAsync();

            Assert.NotEqual(before, after);
            foreach (var (user, lists) in seen.SelectMany(state => state))
                Assert.True(lists == before.GetValueOrDefault(user) || lists == after.GetValueOrDefault(user), $"{user} had {lists}");
        }
    }

    // Members of groups, and a first run.
    async Task FillAsync()
    {
        await using (var backend = await StartAsync())
        {
            for (var i = 0; i < Users; i++)
            {
                _users.Add(Guid.CreateVersion7());
                await database.DataSource.SqlAsync(
                    "insert into accounts_user (id, username, email, name) values ($1, $2, $2 || '@example.org', $2)", _users[i], $"u{_users[i]:N}");
            }

            for (var i = 0; i < Groups; i++)
            {
                _groups.Add((await backend.PostAsync(
                    _users[i], "groups.v1/CreateGroup", new { slug = $"g-{Guid.CreateVersion7():N}", name = $"Group {i}", visibility = "public" }, Ct))
                    .GetProperty("groupId").GetGuid());
                foreach (var user in _users.Where(user => user != _users[i] && _random.Next(3) == 0))
                    await backend.PostAsync(user, "groups.v1/JoinGroup", new { groupId = _groups[i] }, Ct);
            }

            await backend.Process.StopAsync(Ct);
        }

        await StartRunAsync(RecommenderRunKind.Train);
        await FinishAsync();
    }

    async Task ChangeAsync()
    {
        for (var i = 0; i < 12; i++)
            await database.DataSource.SqlAsync(
                "insert into search_signal (user_id, surface, entity_id, kind, at) values ($1, 'groups', $2, 'dwell', now())",
                _users[_random.Next(Users)], $"{_groups[_random.Next(Groups)]}");
    }

    async Task StartRunAsync(RecommenderRunKind kind)
    {
        await using var db = await database.DataSource.OpenConnectionAsync(Ct);
        await new RecommenderRuns(new JobQueue(database.DataSource)).StartAsync(db, kind, Ct);
    }

    async Task FinishAsync()
    {
        await using var backend = await StartAsync();
        await database.DataSource.EventuallyAsync(
            """
            select not exists (select from recommend_run where finished_at is null)
                   and not exists (select from jobs_queue_job where kind like 'recommendations.%' and state in ('pending', 'running', 'failed'))
            """);
        await backend.Process.KillAsync(Ct);
    }

    // All lists of each user. Lists of two runs differ in the time.
    async Task<Dictionary<Guid, string>> ListsAsync()
    {
        const string sql = """
            select user_id::text || ' ' || count(distinct computed_at)::text || ' '
                   || string_agg(list || array_to_string(entity_ids, ',') || array_to_string(scores, ',') || array_to_string(because, ','), ';' order by list)
            from search_candidate where list <> 'people' group by user_id
            """;

        var rows = await database.DataSource.ValueAsync<string[]>($"select coalesce(array_agg(line), '{{}}') from ({sql}) as t (line)");
        Assert.NotEmpty(rows);
        Assert.All(rows, row => Assert.Equal("1", row.Split(' ')[1]));
        return rows.ToDictionary(row => Guid.Parse(row.Split(' ')[0]));
    }

    Task<BackendProcess> StartAsync() => BackendProcess.StartAsync(
        new Dictionary<string, string?> { ["ConnectionStrings__Bits"] = database.ConnectionString },
        ["--Jobs:Lease=00:00:01", "--Recommendations:ChunkSize=5"], Ct);
}
