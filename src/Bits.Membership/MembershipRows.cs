using Bits.Shared;
using Npgsql;

namespace Bits.Membership;

/// <summary>Maps rows, in the order of columns that every query of a table uses.</summary>
static class MembershipRows
{
    public static Member ReadMember(NpgsqlDataReader row) => new(
        UserId: row.GetGuid(0),
        Scope: new(row.GetString(1), row.GetString(2)),
        Role: MemberRoles.Parse(row.GetString(3)),
        State: EnumText.Parse<MemberState>(row.GetString(4)),
        Since: row.GetFieldValue<DateTimeOffset>(5),
        Until: row.Nullable<DateTimeOffset>(6),
        Version: row.GetInt32(7),
        ChangedBy: row.Nullable<Guid>(8),
        Reason: row.GetString(9));

    public static ScopeOverview ReadOverview(NpgsqlDataReader row) => new(
        Own: row.IsDBNull(0) ? null : ReadMember(row),
        HasRequest: row.GetBoolean(10),
        Members: row.GetInt64(11),
        InvitationId: row.Nullable<Guid>(12));

    public static Transition ReadTransition(NpgsqlDataReader row) => new(
        UserId: row.GetGuid(0),
        Scope: new(row.GetString(1), row.GetString(2)),
        Version: row.GetInt32(3),
        At: row.GetFieldValue<DateTimeOffset>(4),
        FromState: row.NullableString(5) is { } state ? EnumText.Parse<MemberState>(state) : null,
        ToState: EnumText.Parse<MemberState>(row.GetString(6)),
        FromRole: row.NullableString(7) is { } role ? MemberRoles.Parse(role) : null,
        ToRole: MemberRoles.Parse(row.GetString(8)),
        Until: row.Nullable<DateTimeOffset>(9),
        ActorId: row.Nullable<Guid>(10),
        Reason: row.GetString(11));

    public static MembershipRequest ReadRequest(NpgsqlDataReader row) => new(
        Id: row.GetGuid(0),
        Kind: EnumText.Parse<RequestKind>(row.GetString(1)),
        UserId: row.Nullable<Guid>(2),
        Scope: new(row.GetString(3), row.GetString(4)),
        Role: MemberRoles.Parse(row.GetString(5)),
        Note: row.NullableString(6),
        CreatedAt: row.GetFieldValue<DateTimeOffset>(7),
        Until: row.Nullable<DateTimeOffset>(8),
        CreatedBy: row.Nullable<Guid>(9));
}
