using System.Diagnostics.CodeAnalysis;
using Npgsql;

namespace Bits.Membership.Tests;

/// <summary>Time passes for the rows, not for the clock.</summary>
static class Time
{
    /// <summary>A day passes for a user: the ends of the present states came a minute ago, in row and ledger alike.</summary>
    [SuppressMessage("Security", "CA2100", Justification = "Constants.")]
    public static async Task PassTimeAsync(this NpgsqlConnection db, Guid userId)
    {
        string[] statements =
        [
            "set local session_replication_role = replica", // no triggers: nobody changes anything
            "update memberships_transition set at = at - interval '1 day' where user_id = $1",
            """
            update memberships_transition t set until = now() - interval '1 minute'
            from memberships_membership m
            where t.user_id = m.user_id and t.scope_type = m.scope_type and t.scope_id = m.scope_id and t.version = m.version
              and m.user_id = $1 and m.until < 'infinity'
            """,
            """
            update memberships_membership
            set since = since - interval '1 day', changed_at = changed_at - interval '1 day',
                until = case when until < 'infinity' then now() - interval '1 minute' else until end
            where user_id = $1
            """,
            "set local session_replication_role = origin",
        ];
        foreach (var sql in statements)
        {
            await using var command = new NpgsqlCommand(sql, db);
            if (sql.Contains("$1", StringComparison.Ordinal))
                command.Parameters.Add(new() { Value = userId });
            await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        }
    }

    /// <summary>The same, committed.</summary>
    public static async Task PassTimeAsync(this NpgsqlDataSource dataSource, Guid userId)
    {
        await using var db = await dataSource.OpenConnectionAsync(TestContext.Current.CancellationToken);
        await using var tx = await db.BeginTransactionAsync(TestContext.Current.CancellationToken);
        await db.PassTimeAsync(userId);
        await tx.CommitAsync(TestContext.Current.CancellationToken);
    }
}
