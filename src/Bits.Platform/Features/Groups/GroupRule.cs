using Bits.Platform.Accounts;
using Bits.Platform.Rpc;
using Bits.Platform.Texts;
using Bits.Shared;
using Npgsql;

namespace Bits.Platform.Features.Groups;

/// <summary>The rule of a group: whom it makes members.</summary>
static class GroupRule
{
    /// <summary>The maximum number of people whom a rule matches that no operator has set.</summary>
    public const int MaxOfMembers = 2_000;

    /// <summary>The maximum number of campuses of a rule.</summary>
    public const int MaxCampuses = 20;

    /// <summary>Returns the selection of a request.</summary>
    /// <exception cref="FaultException">A field is missing, or contradicts another one.</exception>
    public static AccountSelection Selection(
        int? fromBatch, int? toBatch, IReadOnlyList<string>? campuses, IReadOnlyList<PrimaryRole>? roles)
    {
        if (fromBatch > toBatch)
            throw FaultException.InvalidArgument("toBatch", $"is before fromBatch; give {fromBatch} or a later year.");
        var selection = new AccountSelection(
            fromBatch, toBatch, [.. (campuses ?? []).Select(campus => TextRules.Canonical(campus).ToLowerInvariant()).Distinct()],
            [.. (roles ?? []).Distinct()]);

        return selection switch
        {
            { IsEmpty: true } => throw FaultException.InvalidArgument(
                "fromBatch", "is missing, and so is every other condition; a rule needs one at least."),
            { Campuses.Count: > MaxCampuses } => throw FaultException.InvalidArgument(
                "campuses", $"has {selection.Campuses.Count} entries; give at most {MaxCampuses}."),
            _ => selection,
        };
    }

    /// <summary>Finds the rule of a group.</summary>
    public static Task<AccountSelection?> FindAsync(NpgsqlConnection db, Guid groupId, CancellationToken ct)
    {
        const string sql = "select from_batch, to_batch, campuses, roles from groups_rule where group_id = $1";

        return db.FindAsync(sql, [groupId], row => Read(row, first: 0), ct);
    }

    /// <summary>Sets the rule of a group; false: it was set already.</summary>
    public static async Task<bool> SetAsync(NpgsqlConnection db, Guid groupId, AccountSelection rule, CancellationToken ct)
    {
        const string sql = """
            insert into groups_rule as r (group_id, from_batch, to_batch, campuses, roles)
            values ($1, $2, $3, $4, $5)
            on conflict on constraint groups_rule_pkey do update
            set from_batch = excluded.from_batch, to_batch = excluded.to_batch, campuses = excluded.campuses, roles = excluded.roles
            where (r.from_batch, r.to_batch, r.campuses, r.roles)
                is distinct from (excluded.from_batch, excluded.to_batch, excluded.campuses, excluded.roles)
            """;

        return await db.ExecuteAsync(
            sql, [groupId, rule.FromBatch, rule.ToBatch, rule.Campuses.ToArray(), rule.RoleWords], ct) > 0;
    }

    /// <summary>Clears the rule of a group; false: it had none. Its members stay.</summary>
    public static async Task<bool> ClearAsync(NpgsqlConnection db, Guid groupId, CancellationToken ct) =>
        await db.ExecuteAsync("delete from groups_rule where group_id = $1", [groupId], ct) > 0;

    /// <summary>Lists a page of the groups with a rule, by id.</summary>
    public static Task<List<Guid>> ListGroupsAsync(NpgsqlConnection db, Guid after, int limit, CancellationToken ct)
    {
        const string sql = "select group_id from groups_rule where group_id > $1 order by group_id limit $2";

        return db.QueryAsync(sql, [after, limit], row => row.GetGuid(0), ct);
    }

    /// <summary>Reads the conditions of a rule, which begin at a column.</summary>
    public static AccountSelection Read(NpgsqlDataReader row, int first) => new(
        row.Nullable<int>(first), row.Nullable<int>(first + 1), row.GetFieldValue<string[]>(first + 2),
        [.. row.GetFieldValue<string[]>(first + 3).Select(role => EnumText.Parse<PrimaryRole>(role))]);
}
