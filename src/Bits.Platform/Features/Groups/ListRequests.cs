using System.ComponentModel.DataAnnotations;
using Bits.Membership;
using Bits.Platform.Accounts;
using Bits.Platform.Auth;
using Bits.Platform.Rpc;
using Bits.Platform.Texts;

namespace Bits.Platform.Features.Groups;

/// <summary>Lists who asks to be let into a group, or who is invited, the oldest first.</summary>
[Rpc(
    "groups.v1/ListRequests", Capabilities.MembershipApprove, Reads = true,
    Example = """{"groupId":"0198c1d2-7d3a-7c41-9f0e-3a5b8e6d2f10","kind":"request","limit":20}""",
    Answer = """{"requests":[{"requestId":"0198c1d2-7d3a-7c41-9f0e-3a5b8e6d2f13","userId":"0198c1d2-7d3a-7c41-9f0e-3a5b8e6d2f11","userName":"Bikram","role":"member","note":"I row.","createdAt":"2026-11-23T18:00:00Z","until":null}],"nextCursor":null}""")]
public sealed class ListRequests(Memberships memberships, AccountDirectory accounts)
    : IRpc<ListRequests.Request, ListRequests.Response>
{
    /// <summary>Which of them.</summary>
    /// <param name="GroupId">The group.</param>
    /// <param name="Kind">Requests or invitations.</param>
    /// <param name="Limit">The longest page, 1 to 100.</param>
    /// <param name="Cursor">The nextCursor of the page before; nothing for the first page.</param>
    public sealed record Request(
        Guid GroupId,
        RequestKind Kind = RequestKind.Request,
        [property: Range(1, 100, ErrorMessage = "must be 1 to 100.")] int Limit = 20,
        [property: Text(PageCursors.MaxLength, TextKind.Id)] string? Cursor = null) : IScopedRequest
    {
        Scope IScopedRequest.Scope => Scope.Group(GroupId);
    }

    /// <summary>A page.</summary>
    /// <param name="Requests">Those that wait.</param>
    /// <param name="NextCursor">Leads to the next page; null on the last one.</param>
    public sealed record Response(IReadOnlyList<Waiting> Requests, string? NextCursor);

    /// <summary>One that waits.</summary>
    /// <param name="RequestId">Its id.</param>
    /// <param name="UserId">Who would be a member; null: whoever holds the invitation's token.</param>
    /// <param name="UserName">Their name.</param>
    /// <param name="Role">In which role.</param>
    /// <param name="Note">A word with it.</param>
    /// <param name="CreatedAt">Since when it waits.</param>
    /// <param name="Until">How long it is good; null: until it is decided.</param>
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
        var waiting = await memberships.ListRequestsAsync(call.Db, call.Scope, request.Kind, after, request.Limit, ct);
        var names = await accounts.ListNamesAsync(call.Db, waiting.Select(w => w.UserId).OfType<Guid>(), ct);

        return new(
            [
                .. waiting.Select(w => new Waiting(
                    w.Id, w.UserId, w.UserId is { } id ? names.GetValueOrDefault(id) : null, w.Role, w.Note, w.CreatedAt,
                    w.Until)),
            ],
            waiting.Count == request.Limit ? call.Cursors.Write(new Place(waiting[^1].CreatedAt, waiting[^1].Id)) : null);
    }
}
