using Bits.Membership;
using Bits.Platform.Accounts;
using Bits.Platform.Auth;
using Bits.Platform.Rpc;

namespace Bits.Platform.Features.Groups;

/// <summary>Lists the pending requests or invitations of a group, the oldest first.</summary>
[Rpc(
    "groups.v1/ListRequests", Capabilities.MembershipApprove, Reads = true,
    Example = """{"groupId":"0198c1d2-7d3a-7c41-9f0e-3a5b8e6d2f10","kind":"request","limit":20}""",
    Answer = """{"requests":[{"requestId":"0198c1d2-7d3a-7c41-9f0e-3a5b8e6d2f13","userId":"0198c1d2-7d3a-7c41-9f0e-3a5b8e6d2f11","userName":"Bikram","role":"member","note":"I row.","createdAt":"2026-11-23T18:00:00Z","until":null}],"nextCursor":null}""")]
public sealed class ListRequests(Memberships memberships, AccountDirectory accounts)
    : IRpc<ListRequests.Request, ListRequests.Response>
{
    /// <summary>The page to list.</summary>
    /// <param name="GroupId">The group.</param>
    /// <param name="Kind">Requests or invitations.</param>
    /// <param name="Limit">The maximum page size, 1 to 100.</param>
    /// <param name="Cursor">The nextCursor of the previous page; null for the first page.</param>
    public sealed record Request(
        Guid GroupId,
        RequestKind Kind = RequestKind.Request,
        [property: PageSize] int Limit = 20,
        [property: PageCursor] string? Cursor = null) : IScopedRequest
    {
        Scope IScopedRequest.Scope => Scope.Group(GroupId);
    }

    /// <summary>A page.</summary>
    /// <param name="Requests">The pending requests or invitations.</param>
    /// <param name="NextCursor">The cursor of the next page; null on the last page.</param>
    public sealed record Response(IReadOnlyList<Waiting> Requests, string? NextCursor);

    /// <summary>A pending request or invitation.</summary>
    /// <param name="RequestId">The id.</param>
    /// <param name="UserId">The future member; null for the holder of the token.</param>
    /// <param name="UserName">The name of the future member.</param>
    /// <param name="Role">The role.</param>
    /// <param name="Note">A message.</param>
    /// <param name="CreatedAt">The time of creation.</param>
    /// <param name="Until">The time of expiry; null until it is decided.</param>
    public sealed record Waiting(
        Guid RequestId, Guid? UserId, string? UserName, MemberRole Role, string? Note, DateTimeOffset CreatedAt,
        DateTimeOffset? Until);

    readonly record struct Place(DateTimeOffset CreatedAt, Guid Id);

    /// <inheritdoc />
    public async Task<Response> HandleAsync(Request request, RpcContext call, CancellationToken ct)
    {
        var after = call.Cursors.Read<Place>(request.Cursor) is { } place
            ? new MembershipRequest(
                place.Id, request.Kind, null, call.Scope, MemberRole.Member, null, place.CreatedAt, null, null)
            : null;
        var waiting = await memberships.Requests.ListAsync(call.Db, call.Scope, request.Kind, after, request.Limit, ct);
        var names = await accounts.ListNamesAsync(call.Db, waiting.Select(w => w.UserId).OfType<Guid>(), ct);

        return new(
            [
                .. waiting.Select(w => new Waiting(
                    w.Id, w.UserId, w.UserId is { } id ? names.GetValueOrDefault(id) : null, w.Role, w.Note, w.CreatedAt,
                    w.Until)),
            ],
            call.Cursors.Next(waiting, request.Limit, w => new Place(w.CreatedAt, w.Id)));
    }
}
