namespace Bits.Backend.Tests.Scale;

/// <summary>Behind PgBouncer in transaction mode: calls, idempotency, jobs, sealing, all at once.</summary>
[Slow]
public sealed class PoolerTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_backend_works_behind_a_pooler_that_shares_its_connections()
    {
        var direct = new Npgsql.NpgsqlConnectionStringBuilder(await database.DirectAsync());
        await using var backend = await BackendProcess.StartAsync(
            new Dictionary<string, string?>
            {
                ["ConnectionStrings__Bits"] = await TestPooler.PooledAsync(direct.ConnectionString),
                ["ConnectionStrings__BitsDirect"] = direct.ConnectionString,
            },
            ["--RateLimits:Enabled=false", "--Audit:SealInterval=00:00:00.5"], Ct);
        var users = Enumerable.Range(0, 30).Select(_ => Guid.CreateVersion7()).ToList();
        var reader = Guid.CreateVersion7();
        foreach (var user in users.Append(reader))
            await database.DataSource.SqlAsync(
                "insert into accounts_user (id, username, email, name) values ($1, $2, $2, 'Asha')", user, user.ToString());

        var groups = await Task.WhenAll(users.Select(async user =>
        {
            var group = (await backend.PostAsync(
                user, "groups.v1/CreateGroup", new { slug = $"of-{user}", name = "P", visibility = "public" }, Ct)).GetProperty("groupId").GetGuid();
            await backend.PostAsync(reader, "groups.v1/JoinGroup", new { groupId = group }, Ct);
            for (var i = 0; i < 5; i++)
                await backend.PostAsync(user, "groups.v1/PostToGroup", new { groupId = group, body = $"{i}" }, Ct);
            return group;
        }));

        Assert.Equal(30, groups.Distinct().Count());
        await database.DataSource.EventuallyAsync("select count(*) = 150 from notifications_delivery");
        Assert.Equal(150L, await database.DataSource.ValueAsync<long>("select count(*) from audit_event where action = 'groups.post_to_group'"));
        Assert.Equal(0L, await database.DataSource.ValueAsync<long>(
            "select count(*) from audit_event e left join groups_group g on g.id::text = e.target_id and e.action = 'groups.create_group' "
            + "where e.action = 'groups.create_group' and g.created_by is distinct from e.actor_id"));
        await database.DataSource.EventuallyAsync("select count(*) > 0 from audit_seal");
    }
}
