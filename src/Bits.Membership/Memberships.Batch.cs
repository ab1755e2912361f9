using System.Collections;
using System.Diagnostics.CodeAnalysis;
using Bits.Shared;
using Npgsql;

namespace Bits.Membership;

// Most batches ask about one user or about one scope. Shorter statements answer these: they find their rows side by side
// in one index.
public sealed partial class Memberships
{
    /// <summary>Answers many questions in one round trip, each as <see cref="IsMemberAsync"/> would at the same moment.
    /// Fastest when all are about one user, or all about one scope.</summary>
    /// <param name="db">An open connection.</param>
    /// <param name="keys">The questions, up to 10,000.</param>
    /// <param name="ct">Cancels the query.</param>
    /// <returns>The answers, in the order of the questions.</returns>
    /// <exception cref="InvalidArgumentException">There are more than 10,000 questions.</exception>
    public async Task<BitArray> AreMembersAsync(
        NpgsqlConnection db, IReadOnlyList<MemberKey> keys, CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(keys);
        if (keys.Count > MaxPage)
            throw new InvalidArgumentException(nameof(keys), $"has {keys.Count} questions. Ask at most 10,000 at once.");

        var answers = new BitArray(keys.Count);
        if (keys.Count == 0)
            return answers;

        var places = keys.All(k => k.UserId == keys[0].UserId) ? PlacesOfOneUserAsync(db, keys, ct)
            : keys.All(k => k.Scope == keys[0].Scope) ? PlacesInOneScopeAsync(db, keys, ct)
            : PlacesAsync(db, keys, ct);
        foreach (var place in await places.ConfigureAwait(false))
            answers[place - 1] = true;
        return answers;
    }

    Task<int[]> PlacesOfOneUserAsync(NpgsqlConnection db, IReadOnlyList<MemberKey> keys, CancellationToken ct)
    {
        const string sql = """
            select coalesce(array_agg(n.place::int), '{}')
            from unnest($2::text[], $3::text[]) with ordinality as n (scope_type, scope_id, place)
            join memberships_membership m using (scope_type, scope_id)
            where m.user_id = $1 and m.state = 'active' and m.until > now()
            """;

        return PlacesAsync(db, sql, [keys[0].UserId, ScopeTypes(keys), ScopeIds(keys)], ct);
    }

    Task<int[]> PlacesInOneScopeAsync(NpgsqlConnection db, IReadOnlyList<MemberKey> keys, CancellationToken ct)
    {
        const string sql = """
            select coalesce(array_agg(n.place::int), '{}')
            from unnest($1::uuid[]) with ordinality as n (user_id, place)
            join memberships_membership m using (user_id)
            where m.scope_type = $2 and m.scope_id = $3 and m.state = 'active' and m.until > now()
            """;

        return PlacesAsync(db, sql, [UserIds(keys), Known(keys[0].Scope).Type, keys[0].Scope.Id], ct);
    }

    Task<int[]> PlacesAsync(NpgsqlConnection db, IReadOnlyList<MemberKey> keys, CancellationToken ct)
    {
        // Checks the state after the join: within it, the planner would use the roster, whose keys begin with longer texts.
        const string sql = """
            select coalesce(array_agg(n.place::int) filter (where m.state = 'active' and m.until > now()), '{}')
            from unnest($1::uuid[], $2::text[], $3::text[]) with ordinality as n (user_id, scope_type, scope_id, place)
            join memberships_membership m using (user_id, scope_type, scope_id)
            """;

        return PlacesAsync(db, sql, [UserIds(keys), ScopeTypes(keys), ScopeIds(keys)], ct);
    }

    static async Task<int[]> PlacesAsync(
        NpgsqlConnection db, [ConstantExpected] string sql, object[] args, CancellationToken ct) =>
        await db.FindAsync(sql, args, row => row.GetFieldValue<int[]>(0), ct).ConfigureAwait(false) ?? [];

    static Guid[] UserIds(IReadOnlyList<MemberKey> keys) => [.. keys.Select(k => k.UserId)];

    string[] ScopeTypes(IReadOnlyList<MemberKey> keys) => [.. keys.Select(k => Known(k.Scope).Type)];

    static string[] ScopeIds(IReadOnlyList<MemberKey> keys) => [.. keys.Select(k => k.Scope.Id)];
}
