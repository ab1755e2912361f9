using Bits.Membership;
using Bits.Platform.Accounts;
using Bits.Platform.Auth;
using Bits.Platform.Features.People;
using Bits.Platform.Rpc;

namespace Bits.Platform.Features.Membership;

/// <summary>Lists the pending invitations that the caller has sent or received, the oldest first. Omits those of members whom the
/// caller has blocked, so a page may be shorter than its limit.</summary>
[Rpc(
    "memberships.v1/ListInvitations", Capabilities.MembershipSelf, Reads = true,
    Example = """{"side":"received","limit":20}""",
    Answer = """{"invitations":[{"invitationId":"0198c1d2-7d3a-7c41-9f0e-3a5b8e6d2f13","scope":"group:0198c1d2-7d3a-7c41-9f0e-3a5b8e6d2f10","role":"member","note":"Come and row.","userId":"0198c1d2-7d3a-7c41-9f0e-3a5b8e6d2f11","userName":"Bikram Das","createdBy":"0198c1d2-7d3a-7c41-9f0e-3a5b8e6d2f12","createdByName":"Asha Rao","createdAt":"2026-11-23T18:00:00Z","until":"2026-12-07T18:00:00Z"}],"nextCursor":null}""")]
public sealed class ListInvitations(Memberships memberships, AccountDirectory accounts, Blocks blocks)
    : IRpc<ListInvitations.Request, ListInvitations.Response>
{
    /// <summary>The page to list.</summary>
    /// <param name="Side">Received, which are those that name the caller; or given.</param>
    /// <param name="Limit">The maximum page size, 1 to 100.</param>
    /// <param name="Cursor">The nextCursor of the previous page; null for the first page.</param>
    public sealed record Request(
        InvitationSide Side = InvitationSide.Received,
        [property: PageSize] int Limit = 20,
        [property: PageCursor] string? Cursor = null);

    /// <summary>A page.</summary>
    /// <param name="Invitations">The pending invitations.</param>
    /// <param name="NextCursor">The cursor of the next page; null on the last page.</param>
    public sealed record Response(IReadOnlyList<Item> Invitations, string? NextCursor);

    /// <summary>An invitation.</summary>
    /// <param name="InvitationId">The id, which accepts a received invitation.</param>
    /// <param name="Scope">The scope, such as group:0198c1d2-7d3a-7c41-9f0e-3a5b8e6d2f10.</param>
    /// <param name="Role">The role.</param>
    /// <param name="Note">A message.</param>
    /// <param name="UserId">The invited user; null for any holder of the token.</param>
    /// <param name="UserName">The name of the invited user.</param>
    /// <param name="CreatedBy">The maker; null for the platform.</param>
    /// <param name="CreatedByName">The name of the maker.</param>
    /// <param name="CreatedAt">The time of creation.</param>
    /// <param name="Until">The time of expiry.</param>
    public sealed record Item(
        Guid InvitationId, string Scope, MemberRole Role, string? Note, Guid? UserId, string? UserName, Guid? CreatedBy,
        string? CreatedByName, DateTimeOffset CreatedAt, DateTimeOffset? Until);

    readonly record struct Place(DateTimeOffset CreatedAt, Guid Id);

    /// <inheritdoc />
    public async Task<Response> HandleAsync(Request request, RpcContext call, CancellationToken ct)
    {
        var after = call.Cursors.Read<Place>(request.Cursor) is { } place
            ? new MembershipRequest(
                place.Id, RequestKind.Invitation, null, default, MemberRole.Member, null, place.CreatedAt, null, null)
            : null;
        var waiting = await memberships.Requests.ListInvitationsAsync(
            call.Db, call.Caller.UserId, request.Side, after, request.Limit, ct);
        var blocked = await blocks.ListAsync(call.Db, call.Caller.UserId, ct);
        var names = await accounts.ListNamesAsync(
            call.Db, waiting.SelectMany(w => new[] { w.UserId, w.CreatedBy }).OfType<Guid>(), ct);

        return new(
            [
                .. waiting.Where(w => w.CreatedBy is not { } maker || !blocked.Contains(maker)).Select(w => new Item(
                    w.Id, w.Scope.ToString(), w.Role, w.Note, w.UserId, NameOf(w.UserId), w.CreatedBy, NameOf(w.CreatedBy),
                    w.CreatedAt, w.Until)),
            ],
            call.Cursors.Next(waiting, request.Limit, w => new Place(w.CreatedAt, w.Id)));

        string? NameOf(Guid? id) => id is { } user ? names.GetValueOrDefault(user) : null;
    }
}
