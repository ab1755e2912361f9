using Bits.Membership;
using Bits.Platform.Accounts;
using Bits.Platform.Auth;
using Bits.Platform.Rpc;
using Bits.Platform.Texts;
using Bits.Shared;
using Npgsql;

namespace Bits.Platform.Features.Groups;

/// <summary>Returns a group by id or by slug, with the caller's membership and what the caller may do there. All
/// signed-in users see the name of a private group, not its posts.</summary>
[Rpc(
    "groups.v1/GetGroup", GroupCapabilities.View, Reads = true,
    Example = """{"groupId":"0198c1d2-7d3a-7c41-9f0e-3a5b8e6d2f10"}""",
    Answer = """{"groupId":"0198c1d2-7d3a-7c41-9f0e-3a5b8e6d2f10","kind":"interest","slug":"rowing-goa","name":"Rowing in Goa","description":"Mornings on the Mandovi.","visibility":"public","createdAt":"2026-11-23T18:00:00Z","memberCount":42,"membership":{"role":"member","state":"active","since":"2026-11-24T18:00:00Z"},"hasPendingRequest":false,"can":["read","leave","post","list_members"],"joinPolicy":"open","joinQuestion":null,"topics":["sports"],"color":"teal","version":1,"archivedAt":null,"invitationId":null,"notificationLevel":"every","memberRule":null}""")]
public sealed class GetGroup(Memberships memberships, Authorizer authorizer) : IRpc<GetGroup.Request, GetGroup.Response>
{
    /// <summary>The group; exactly one of the two.</summary>
    /// <param name="GroupId">The id.</param>
    /// <param name="Slug">The name in addresses; a chapter and a secret group have none.</param>
    public sealed record Request(Guid? GroupId = null, [property: Text(63, TextKind.Id)] string? Slug = null);

    /// <summary>The group, as the caller sees it.</summary>
    /// <param name="GroupId">The id.</param>
    /// <param name="Kind">Interest group or chapter.</param>
    /// <param name="Slug">The name in addresses; null for a chapter and for a secret group.</param>
    /// <param name="Name">The name.</param>
    /// <param name="Description">The description.</param>
    /// <param name="Visibility">The visibility, which rules who sees it and who reads it.</param>
    /// <param name="CreatedAt">The time of creation.</param>
    /// <param name="MemberCount">The number of active members.</param>
    /// <param name="Membership">The caller's membership, in any state; null for a caller who never was a member and never
    /// was banned.</param>
    /// <param name="HasPendingRequest">Whether the caller's request to join is pending.</param>
    /// <param name="Can">What the caller may do in the group now.</param>
    /// <param name="JoinPolicy">How users become members.</param>
    /// <param name="JoinQuestion">The question to users who request to join; null for none.</param>
    /// <param name="Topics">The topics.</param>
    /// <param name="Color">The cover color.</param>
    /// <param name="Version">The number of changes of the settings; the expectedVersion of UpdateGroup.</param>
    /// <param name="ArchivedAt">The time since which it is read-only; null for an active group.</param>
    /// <param name="InvitationId">The caller's pending invitation; null without one.</param>
    /// <param name="NotificationLevel">What the caller is notified of as a member.</param>
    /// <param name="MemberRule">The rule by which users become members; null for none.</param>
    public sealed record Response(
        Guid GroupId, GroupKind Kind, string? Slug, string Name, string Description, ScopeVisibility Visibility,
        DateTimeOffset CreatedAt, long MemberCount, OwnMembership? Membership, bool HasPendingRequest,
        IReadOnlyList<GroupAction> Can, JoinPolicy JoinPolicy, string? JoinQuestion, IReadOnlyList<string> Topics,
        GroupColor Color, int Version, DateTimeOffset? ArchivedAt, Guid? InvitationId, NotificationLevel NotificationLevel,
        Rule? MemberRule);

    /// <summary>The rule by which users become members. Each condition narrows.</summary>
    /// <param name="FromBatch">The first year of graduation; null for all.</param>
    /// <param name="ToBatch">The last year of graduation; null for all.</param>
    /// <param name="Campuses">The campuses; empty for all.</param>
    /// <param name="Roles">The relations to the institute; empty for all.</param>
    public sealed record Rule(int? FromBatch, int? ToBatch, IReadOnlyList<string> Campuses, IReadOnlyList<PrimaryRole> Roles);

    /// <summary>The caller's membership.</summary>
    /// <param name="Role">The role; the last one for a caller who left or is banned.</param>
    /// <param name="State">The state.</param>
    /// <param name="Since">The start of the state.</param>
    public sealed record OwnMembership(MemberRole Role, MemberState State, DateTimeOffset Since)
    {
        internal static OwnMembership? Of(Member? own) => own is null ? null : new(own.Role, own.State, own.Since);
    }

    /// <inheritdoc />
    public async Task<Response> HandleAsync(Request request, RpcContext call, CancellationToken ct)
    {
        if (request is not ({ GroupId: not null, Slug: null } or { GroupId: null, Slug: not null }))
            throw FaultException.InvalidArgument(
                "groupId", "is missing or given with a slug; give either the groupId or the slug.");

        var (group, level, rule) = await FindAsync(call, request, ct);
        var scope = group?.Scope ?? Scope.Group(request.GroupId ?? Guid.Empty);
        if (!await authorizer.IsVisibleAsync(call.Db, call.Caller, GroupCapabilities.View, scope, group?.Facts, ct))
            throw FaultException.NotFound("group_not_found", $"There is no group {request.GroupId?.ToString() ?? request.Slug}.");
        var seen = await memberships.OverviewAsync(call.Db, call.Caller.UserId, scope, ct);

        return new(
            group!.Id, group.Kind, group.Slug, group.Name, group.Description, group.Visibility, group.CreatedAt, seen.Members,
            OwnMembership.Of(seen.Own), seen.HasRequest, GroupActions.List(call.Caller, group, seen), group.JoinPolicy,
            group.JoinQuestion, group.Topics, group.Color, group.Version, group.ArchivedAt, seen.InvitationId, level, rule);
    }

    static Task<(Group? Group, NotificationLevel Level, Rule? Rule)> FindAsync(RpcContext call, Request request, CancellationToken ct)
    {
        const string sql = $"""
            select {Group.Columns}, coalesce(n.level, 'every'), r.group_id, r.from_batch, r.to_batch, r.campuses, r.roles
            from groups_group g
            left join groups_notification_level n on n.group_id = g.id and n.user_id = $3
            left join groups_rule r on r.group_id = g.id
            where g.id = coalesce($1::uuid, (select s.id from groups_group s where s.slug = $2::text))
            """;

        return call.Db.FindAsync(
            sql, [request.GroupId, request.Slug, call.Caller.UserId],
            row => ((Group?)Group.Read(row), EnumText.Parse<NotificationLevel>(row.GetString(13)), ReadRule(row)), ct);
    }

    static Rule? ReadRule(NpgsqlDataReader row) => row.IsDBNull(14)
        ? null
        : GroupRule.Read(row, first: 15) is var rule ? new(rule.FromBatch, rule.ToBatch, rule.Campuses, rule.Roles) : null;
}
