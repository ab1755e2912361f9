using System.ComponentModel.DataAnnotations;
using Bits.Membership;
using Bits.Platform.Accounts;
using Bits.Platform.Auth;
using Bits.Platform.Rpc;

namespace Bits.Platform.Features.Membership;

/// <summary>Lists the invitations that the caller has given or received and that wait, the oldest first.</summary>
[Rpc(
    "memberships.v1/ListInvitations", Capabilities.MembershipSelf, Reads = true,
    Example = """{"side":"received","limit":20}""",
    Answer = """{"invitations":[{"invitationId":"0198c1d2-7d3a-7c41-9f0e-3a5b8e6d2f13","scope":"group:0198c1d2-7d3a-7c41-9f0e-3a5b8e6d2f10","role":"member","note":"Come and row.","userId":"0198c1d2-7d3a-7c41-9f0e-3a5b8e6d2f11","userName":"Bikram Das","createdBy":"0198c1d2-7d3a-7c41-9f0e-3a5b8e6d2f12","createdByName":"Asha Rao","createdAt":"2026-11-23T18:00:00Z","until":"2026-12-07T18:00:00Z"}],"nextCursor":null}""")]
public sealed class ListInvitations(Memberships memberships, AccountDirectory accounts)
    : IRpc<ListInvitations.Request, ListInvitations.Response>
{
    /// <summary>Which of them.</summary>
    /// <param name="Side">Received, which are those by name; or given.</param>
    /// <param name="Limit">The longest page, 1 to 100.</param>
    /// <param name="Cursor">The nextCursor of the page before; nothing for the first page.</param>
    public sealed record Request(
        InvitationSide Side = InvitationSide.Received,
        [property: Range(1, 100, ErrorMessage = "must be 1 to 100.")] int Limit = 20,
        string? Cursor = null);

    /// <summary>A page.</summary>
    /// <param name="Invitations">Those that wait.</param>
    /// <param name="NextCursor">Leads to the next page; null on the last one.</param>
    public sealed record Response(IReadOnlyList<Item> Invitations, string? NextCursor);

    /// <summary>An invitation.</summary>
    /// <param name="InvitationId">Its id: accepts one that is received.</param>
    /// <param name="Scope">Into what, such as group:0198c1d2-7d3a-7c41-9f0e-3a5b8e6d2f10.</param>
    /// <param name="Role">In which role.</param>
    /// <param name="Note">A word with it.</param>
    /// <param name="UserId">Who is invited; null: whoever holds the token.</param>
    /// <param name="UserName">Their name.</param>
    /// <param name="CreatedBy">Who invites; null: the platform.</param>
    /// <param name="CreatedByName">Their name.</param>
    /// <param name="CreatedAt">Since when it waits.</param>
    /// <param name="Until">How long it is good.</param>
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
        var waiting = await memberships.ListInvitationsAsync(
            call.Db, call.Caller.UserId, request.Side, after, request.Limit, ct);
        var names = await accounts.ListNamesAsync(
            call.Db, waiting.SelectMany(w => new[] { w.UserId, w.CreatedBy }).OfType<Guid>(), ct);

        return new(
            [
                .. waiting.Select(w => new Item(
                    w.Id, w.Scope.ToString(), w.Role, w.Note, w.UserId, NameOf(w.UserId), w.CreatedBy, NameOf(w.CreatedBy),
                    w.CreatedAt, w.Until)),
            ],
            waiting.Count == request.Limit ? call.Cursors.Write(new Place(waiting[^1].CreatedAt, waiting[^1].Id)) : null);

        string? NameOf(Guid? id) => id is { } user ? names.GetValueOrDefault(user) : null;
    }
}
