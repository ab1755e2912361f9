using System.Text.Json;
using Npgsql;

namespace Bits.Membership.Tests;

/// <summary>What the planner makes of statements by the whole key, before a young table was ever analysed.</summary>
public sealed class PlanTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Somebody_is_found_among_thousands_of_one_scope_without_walking_it()
    {
        var scope = Scope.Group(Guid.CreateVersion7());
        await database.DataSource.SqlAsync("alter table memberships_membership set (autovacuum_enabled = false)");
        await new Memberships(database.DataSource).AddMembersAsync(
            [.. Enumerable.Range(0, 5_000).Select(_ => new NewMember(Guid.CreateVersion7(), scope))], Change.BySystem("plans"), ct: Ct);

        foreach (var more in new[] { "true", "state = 'active'", "until <= now() and until < 'infinity'" })
        {
            var sql = $"""
                explain (analyze, buffers, format json)
                select role from memberships_membership m
                where user_id = (select user_id from memberships_membership limit 1)
                  and scope_type = 'group' and scope_id = '{scope.Id}' and {more}
                """;
            using var plan = JsonDocument.Parse(await database.DataSource.ValueAsync<string>(sql));

            Assert.InRange(plan.RootElement[0].GetProperty("Plan").GetProperty("Shared Hit Blocks").GetInt32(), 1, 20);
        }
    }

    [Fact]
    public async Task What_has_changed_is_found_without_walking_an_import()
    {
        var scope = Scope.Group(Guid.CreateVersion7());
        await new Memberships(database.DataSource).AddMembersAsync(
            [.. Enumerable.Range(0, 5_000).Select(_ => new NewMember(Guid.CreateVersion7(), scope))], Change.BySystem("plans"), ct: Ct);
        await database.DataSource.SqlAsync("analyze memberships_transition");
        await using var other = await database.DataSource.OpenConnectionAsync(Ct);
        await using var inProgress = await other.BeginTransactionAsync(Ct);
        await using var assign = new NpgsqlCommand("select pg_current_xact_id()", other);
        await assign.ExecuteScalarAsync(Ct);
        await database.DataSource.SqlAsync("select pg_current_xact_id()"); // so that the one in progress is not the last

        var snapshot = await database.DataSource.ValueAsync<string>("select pg_current_snapshot()::text");
        var read = MembershipHistory.SinceRead(snapshot).Command.CommandText;
        using var plan = JsonDocument.Parse(await database.DataSource.ValueAsync<string>(
            $"explain (analyze, buffers, format json) {read.Replace("$1", $"'{snapshot}'", StringComparison.Ordinal)}"));

        Assert.InRange(plan.RootElement[0].GetProperty("Plan").GetProperty("Shared Hit Blocks").GetInt32(), 0, 20);
    }
}
