using Bits.Membership;
using Bits.Platform.Auth;
using Bits.Platform.Features.People;
using Bits.Platform.Rpc;
using Bits.Platform.Texts;

namespace Bits.Platform.Features.Groups;

/// <summary>Lists groups and chapters by name: the caller's own, or those to discover. Each row has what a screen shows, and
/// what the caller may do there.</summary>
[Rpc(
    "groups.v1/ListGroups", GroupCapabilities.View, Reads = true,
    Example = """{"view":"discover","kind":"interest","text":"row","limit":20}""",
    Answer = """{"groups":[{"groupId":"0198c1d2-7d3a-7c41-9f0e-3a5b8e6d2f10","kind":"interest","slug":"rowing-goa","name":"Rowing in Goa","summary":"Mornings on the Mandovi.","visibility":"public","joinPolicy":"open","topics":["sports"],"color":"teal","archivedAt":null,"memberCount":42,"membership":null,"hasPendingRequest":false,"invitationId":null,"can":["read","join"]}],"nextCursor":null}""")]
public sealed class ListGroups(Memberships memberships, Blocks blocks) : IRpc<ListGroups.Request, ListGroups.Response>
{
    const int MaxInvitations = 1_000;

    /// <summary>Lists which groups to list.</summary>
    public enum View
    {
        /// <summary>Those of which the caller is a member.</summary>
        Mine,

        /// <summary>Active ones that the caller sees and is not a member of.</summary>
        Discover,
    }

    /// <summary>The page to list.</summary>
    /// <param name="View">The caller's own, or those to discover; null for both.</param>
    /// <param name="Kind">The kind; null for all.</param>
    /// <param name="IsArchived">Whether to list archived ones, of which the caller is a member, instead of active ones.</param>
    /// <param name="Text">Beginnings of words of the name; null for all.</param>
    /// <param name="Topic">A topic; null for all.</param>
    /// <param name="Limit">The maximum page size, 1 to 100.</param>
    /// <param name="Cursor">The nextCursor of the previous page; null for the first page.</param>
    public sealed record Request(
        View? View = null,
        GroupKind? Kind = null,
        bool IsArchived = false,
        [property: Text(120, TextKind.Query)] string? Text = null,
        [property: Text(GroupTopics.MaxLength, TextKind.Line)] string? Topic = null,
        [property: PageSize] int Limit = 20,
        [property: PageCursor] string? Cursor = null);

    /// <summary>A page.</summary>
    /// <param name="Groups">The groups.</param>
    /// <param name="NextCursor">The cursor of the next page; null on the last page.</param>
    public sealed record Response(IReadOnlyList<Item> Groups, string? NextCursor);

    /// <summary>A group, as the caller sees it.</summary>
    /// <param name="GroupId">The id.</param>
    /// <param name="Kind">Interest group or chapter.</param>
    /// <param name="Slug">The name in addresses; null for a chapter and for a secret group.</param>
    /// <param name="Name">The name.</param>
    /// <param name="Summary">The first line of the description.</param>
    /// <param name="Visibility">The visibility, which rules who sees it and who reads it.</param>
    /// <param name="JoinPolicy">How users become members.</param>
    /// <param name="Topics">The topics.</param>
    /// <param name="Color">The cover color.</param>
    /// <param name="ArchivedAt">The time since which it is read-only; null for an active group.</param>
    /// <param name="MemberCount">The number of active members.</param>
    /// <param name="Membership">The caller's membership, in any state; null without one.</param>
    /// <param name="HasPendingRequest">Whether the caller's request to join is pending.</param>
    /// <param name="InvitationId">The caller's pending invitation; null without one.</param>
    /// <param name="Can">What the caller may do in the group now.</param>
    public sealed record Item(
        Guid GroupId, GroupKind Kind, string? Slug, string Name, string Summary, ScopeVisibility Visibility, JoinPolicy JoinPolicy,
        IReadOnlyList<string> Topics, GroupColor Color, DateTimeOffset? ArchivedAt, long MemberCount,
        GetGroup.OwnMembership? Membership, bool HasPendingRequest, Guid? InvitationId, IReadOnlyList<GroupAction> Can);

    /// <inheritdoc />
    public async Task<Response> HandleAsync(Request request, RpcContext call, CancellationToken ct)
    {
        var filter = new GroupFilter(
            request.Kind, request.IsArchived, WordPrefixes.AsQuery(request.Text),
            request.Topic is { } topic ? GroupTopics.Canonical(topic) : null);
        var after = call.Cursors.Read<GroupFilter.Place>(request.Cursor);

        var page = await ListAsync(call, request.View, filter, after, request.Limit, ct);
        var seen = await memberships.OverviewsAsync(call.Db, call.Caller.UserId, [.. page.Select(row => row.Group.Scope)], ct);

        return new(
            [.. page.Zip(seen, (row, overview) => AsItem(call.Caller, row.Group, overview))],
            call.Cursors.Next(page, request.Limit, row => row.Place));
    }

    async Task<List<(Group Group, GroupFilter.Place Place)>> ListAsync(
        RpcContext call, View? view, GroupFilter filter, GroupFilter.Place? after, int limit, CancellationToken ct)
    {
        var mine = IdsOf((await memberships.AudienceTagsAsync(call.Db, call.Caller.UserId, ct)).Select(Scope.Parse));
        if (view == View.Mine)
            return await filter.ListOfAsync(call.Db, mine, after, limit, ct);

        var invitations = await memberships.Requests.ListInvitationsAsync(
            call.Db, call.Caller.UserId, InvitationSide.Received, limit: MaxInvitations, ct: ct);
        var blocked = invitations.Count == 0 ? [] : await blocks.ListAsync(call.Db, call.Caller.UserId, ct);
        var invited = IdsOf(invitations.Where(i => i.CreatedBy is not { } maker || !blocked.Contains(maker)).Select(i => i.Scope));
        return await filter.ListVisibleAsync(call.Db, mine, invited, view == View.Discover ? mine : [], after, limit, ct);
    }

    static Guid[] IdsOf(IEnumerable<Scope> scopes) =>
        [.. scopes.Where(scope => scope.Type is ScopeTypes.Group or ScopeTypes.Chapter).Select(scope => Guid.Parse(scope.Id))];

    static Item AsItem(Caller caller, Group group, ScopeOverview seen) => new(
        group.Id, group.Kind, group.Slug, group.Name, group.Summary, group.Visibility, group.JoinPolicy, group.Topics, group.Color,
        group.ArchivedAt, seen.Members, GetGroup.OwnMembership.Of(seen.Own), seen.HasRequest, seen.InvitationId,
        GroupActions.List(caller, group, seen));
}
