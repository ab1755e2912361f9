using Bits.Membership;
using Bits.Platform.Accounts;
using Bits.Platform.Auth;
using Bits.Platform.Rpc;

namespace Bits.Platform.Features.Groups;

/// <summary>Lists the banned users of a group.</summary>
[Rpc(
    "groups.v1/ListBanned", Capabilities.MembershipBan, Reads = true,
    Example = """{"groupId":"0198c1d2-7d3a-7c41-9f0e-3a5b8e6d2f10","limit":20}""",
    Answer = """{"banned":[{"userId":"0198c1d2-7d3a-7c41-9f0e-3a5b8e6d2f11","name":"Bikram","since":"2026-11-23T18:00:00Z","until":null,"bannedBy":"0198c1d2-7d3a-7c41-9f0e-3a5b8e6d2f14","reason":"spam"}],"nextCursor":null}""")]
public sealed class ListBanned(Memberships memberships, AccountDirectory accounts)
    : IRpc<ListBanned.Request, ListBanned.Response>
{
    /// <summary>The page to list.</summary>
    /// <param name="GroupId">The group.</param>
    /// <param name="Limit">The maximum page size, 1 to 100.</param>
    /// <param name="Cursor">The nextCursor of the previous page; null for the first page.</param>
    public sealed record Request(
        Guid GroupId,
        [property: PageSize] int Limit = 20,
        [property: PageCursor] string? Cursor = null) : IScopedRequest
    {
        Scope IScopedRequest.Scope => Scope.Group(GroupId);
    }

    /// <summary>A page.</summary>
    /// <param name="Banned">The banned users.</param>
    /// <param name="NextCursor">The cursor of the next page; null on the last page.</param>
    public sealed record Response(IReadOnlyList<Item> Banned, string? NextCursor);

    /// <summary>A banned user.</summary>
    /// <param name="UserId">The user.</param>
    /// <param name="Name">Their name; null when the account is gone.</param>
    /// <param name="Since">The start time.</param>
    /// <param name="Until">The end of the ban; null until it is lifted.</param>
    /// <param name="BannedBy">The actor; null for the platform.</param>
    /// <param name="Reason">The reason.</param>
    public sealed record Item(
        Guid UserId, string? Name, DateTimeOffset Since, DateTimeOffset? Until, Guid? BannedBy, string Reason);

    readonly record struct Place(Guid UserId);

    /// <inheritdoc />
    public async Task<Response> HandleAsync(Request request, RpcContext call, CancellationToken ct)
    {
        var after = call.Cursors.Read<Place>(request.Cursor)?.UserId;
        var banned = await memberships.ListByScopeAsync(
            call.Db, call.Scope, new(MemberState.Banned), after, request.Limit, ct);
        var names = await accounts.ListNamesAsync(call.Db, banned.Select(m => m.UserId), ct);

        return new(
            [
                .. banned.Select(m => new Item(
                    m.UserId, names.GetValueOrDefault(m.UserId), m.Since, m.Until, m.ChangedBy, m.Reason)),
            ],
            call.Cursors.Next(banned, request.Limit, b => new Place(b.UserId)));
    }
}
