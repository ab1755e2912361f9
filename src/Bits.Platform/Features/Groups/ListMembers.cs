using Bits.Membership;
using Bits.Platform.Accounts;
using Bits.Platform.Auth;
using Bits.Platform.Rpc;
using Bits.Platform.Texts;

namespace Bits.Platform.Features.Groups;

/// <summary>Lists the members of a group, also by role and by the beginning of a name.</summary>
[Rpc(
    "groups.v1/ListMembers", Capabilities.MembershipList, Reads = true,
    Example = """{"groupId":"0198c1d2-7d3a-7c41-9f0e-3a5b8e6d2f10","limit":20}""",
    Answer = """{"members":[{"userId":"0198c1d2-7d3a-7c41-9f0e-3a5b8e6d2f11","name":"Asha","role":"owner","since":"2026-11-23T18:00:00Z","until":null}],"nextCursor":null,"counts":[{"role":"owner","members":1}]}""")]
public sealed class ListMembers(Memberships memberships, AccountDirectory accounts)
    : IRpc<ListMembers.Request, ListMembers.Response>
{
    const int SearchPage = 5_000;

    /// <summary>The page to list.</summary>
    /// <param name="GroupId">The group.</param>
    /// <param name="Role">The role to list; null for all.</param>
    /// <param name="Limit">The maximum page size, 1 to 100.</param>
    /// <param name="Cursor">The nextCursor of the previous page; null for the first page.</param>
    /// <param name="Name">Beginnings of words of the name; null for all.</param>
    public sealed record Request(
        Guid GroupId,
        MemberRole? Role = null,
        [property: PageSize] int Limit = 20,
        [property: PageCursor] string? Cursor = null,
        [property: Text(120, TextKind.Query)] string? Name = null) : IScopedRequest
    {
        Scope IScopedRequest.Scope => Scope.Group(GroupId);
    }

    /// <summary>A page.</summary>
    /// <param name="Members">The members.</param>
    /// <param name="NextCursor">The cursor of the next page; null on the last page.</param>
    /// <param name="Counts">On the first page: the number of all members by role, the highest first. Else null.</param>
    public sealed record Response(IReadOnlyList<Item> Members, string? NextCursor, IReadOnlyList<RoleCount>? Counts);

    /// <summary>A member.</summary>
    /// <param name="UserId">The user.</param>
    /// <param name="Name">Their name; null when the account is gone.</param>
    /// <param name="Role">The role.</param>
    /// <param name="Since">The start time.</param>
    /// <param name="Until">The end of the membership; null without one.</param>
    public sealed record Item(Guid UserId, string? Name, MemberRole Role, DateTimeOffset Since, DateTimeOffset? Until);

    /// <summary>The members with a role.</summary>
    /// <param name="Role">The role.</param>
    /// <param name="Members">Their number.</param>
    public sealed record RoleCount(MemberRole Role, long Members);

    readonly record struct Place(Guid UserId);

    /// <inheritdoc />
    public async Task<Response> HandleAsync(Request request, RpcContext call, CancellationToken ct)
    {
        var after = call.Cursors.Read<Place>(request.Cursor)?.UserId;
        var members = WordPrefixes.AsQuery(request.Name) is { } words
            ? await SearchAsync(call, request, words, after, ct)
            : await ListAsync(call, request.Role, after, request.Limit, ct);
        var names = await accounts.ListNamesAsync(call.Db, members.Select(m => m.UserId), ct);

        return new(
            [.. members.Select(m => new Item(m.UserId, names.GetValueOrDefault(m.UserId), m.Role, m.Since, m.Until))],
            call.Cursors.Next(members, request.Limit, m => new Place(m.UserId)),
            request.Cursor is null ? await CountAsync(call, ct) : null);
    }

    Task<IReadOnlyList<Member>> ListAsync(RpcContext call, MemberRole? role, Guid? after, int limit, CancellationToken ct) =>
        memberships.ListByScopeAsync(call.Db, call.Scope, new(MemberState.Active, role), after, limit, ct);

    // Names are of accounts and memberships of scopes: neither index holds both, so the roster is read in large pages.
    async Task<IReadOnlyList<Member>> SearchAsync(RpcContext call, Request request, string words, Guid? after, CancellationToken ct)
    {
        var found = new List<Member>();
        for (var page = SearchPage; page == SearchPage && found.Count < request.Limit;)
        {
            var members = await ListAsync(call, request.Role, after, SearchPage, ct);
            var matching = await AccountDirectory.ListMatchingAsync(call.Db, members.Select(m => m.UserId), words, ct);
            found.AddRange(members.Where(m => matching.Contains(m.UserId)));
            (page, after) = (members.Count, members.Count > 0 ? members[^1].UserId : after);
        }

        return [.. found.Take(request.Limit)];
    }

    async Task<IReadOnlyList<RoleCount>> CountAsync(RpcContext call, CancellationToken ct) =>
    [
        .. from count in await memberships.CountByRoleAsync(call.Db, call.Scope, ct)
           orderby count.Key.Rank() descending, count.Key
           select new RoleCount(count.Key, count.Value),
    ];
}
