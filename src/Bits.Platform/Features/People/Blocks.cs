using Bits.Platform.Rpc;
using Bits.Shared;
using Npgsql;

namespace Bits.Platform.Features.People;

/// <summary>Reads who has blocked whom. Other features use it instead of the table: they hide what a blocked member writes
/// from the blocker, and send no notification of it.</summary>
public sealed class Blocks
{
    /// <summary>The maximum number of members whom a member blocks.</summary>
    public const int MaxEach = 1_000;

    /// <summary>Lists the members whom a user has blocked.</summary>
    public async Task<IReadOnlyCollection<Guid>> ListAsync(NpgsqlConnection db, Guid userId, CancellationToken ct)
    {
        const string sql = "select blocked_id from people_block where user_id = $1";

        return await db.QueryAsync(sql, [userId], row => row.GetGuid(0), ct);
    }

    /// <summary>Returns the query for the same members, by id; for a round trip with another statement.</summary>
    internal static BatchedQuery<Guid[]> Query(Guid userId)
    {
        const string sql = "select array(select blocked_id from people_block where user_id = $1 order by blocked_id)";

        return new(sql, [userId], row => row.GetFieldValue<Guid[]>(0));
    }

    /// <summary>Returns the query for the members who have blocked a member.</summary>
    internal static BatchedQuery<Guid[]> BlockersQuery(Guid blockedId)
    {
        const string sql = "select array(select user_id from people_block where blocked_id = $1)";

        return new(sql, [blockedId], row => row.GetFieldValue<Guid[]>(0));
    }

    /// <summary>Lists the members whom a user has blocked, and those who have blocked the user.</summary>
    public async Task<IReadOnlyCollection<Guid>> ListEitherAsync(NpgsqlConnection db, Guid userId, CancellationToken ct)
    {
        const string sql = """
            select blocked_id from people_block where user_id = $1
            union
            select user_id from people_block where blocked_id = $1
            """;

        return await db.QueryAsync(sql, [userId], row => row.GetGuid(0), ct);
    }

    /// <summary>Lists the pairs of users in which one has blocked the other, each in both orders.</summary>
    public async Task<IReadOnlySet<(Guid One, Guid Other)>> ListAmongAsync(
        NpgsqlConnection db, IReadOnlyCollection<Guid> users, CancellationToken ct)
    {
        const string sql = """
            select user_id, blocked_id from people_block where user_id = any($1) and blocked_id = any($1)
            union
            select blocked_id, user_id from people_block where user_id = any($1) and blocked_id = any($1)
            """;

        return (await db.QueryAsync(sql, [users.ToArray()], row => (row.GetGuid(0), row.GetGuid(1)), ct)).ToHashSet();
    }

    /// <summary>Lists whom each of some users has blocked.</summary>
    public async Task<ILookup<Guid, Guid>> ListPairsAsync(NpgsqlConnection db, IReadOnlyCollection<Guid> users, CancellationToken ct)
    {
        const string sql = "select user_id, blocked_id from people_block where user_id = any($1)";

        return (await db.QueryAsync(sql, [users.ToArray()], row => (User: row.GetGuid(0), Blocked: row.GetGuid(1)), ct))
            .ToLookup(row => row.User, row => row.Blocked);
    }

    /// <summary>Lists those of the users who have blocked a member.</summary>
    public async Task<IReadOnlyCollection<Guid>> ListBlockersAsync(
        NpgsqlConnection db, Guid blockedId, IReadOnlyCollection<Guid> users, CancellationToken ct)
    {
        const string sql = "select user_id from people_block where blocked_id = $1 and user_id = any($2)";

        return users.Count == 0 ? [] : await db.QueryAsync(sql, [blockedId, users.ToArray()], row => row.GetGuid(0), ct);
    }
}

/// <summary>The capabilities of people.</summary>
public static class PeopleCapabilities
{
    /// <summary>Block members, and list whom one has blocked.</summary>
    public const string Block = "people.block";
}
