using System.ComponentModel.DataAnnotations;
using Bits.Membership;
using Bits.Platform.Auth;
using Bits.Platform.Rpc;
using Bits.Platform.Texts;

namespace Bits.Platform.Features.Groups;

/// <summary>Lists what happened to somebody's membership of a group, the oldest first.</summary>
[Rpc(
    "groups.v1/ListMembershipHistory", Capabilities.MembershipReadHistory, Reads = true,
    Example = """{"groupId":"0198c1d2-7d3a-7c41-9f0e-3a5b8e6d2f10","userId":"0198c1d2-7d3a-7c41-9f0e-3a5b8e6d2f11","limit":20}""",
    Answer = """{"transitions":[{"version":1,"at":"2026-11-23T18:00:00Z","fromState":null,"toState":"active","fromRole":null,"toRole":"member","until":null,"actorId":null,"reason":"joined"}],"nextCursor":null}""")]
public sealed class ListMembershipHistory(Memberships memberships)
    : IRpc<ListMembershipHistory.Request, ListMembershipHistory.Response>
{
    /// <summary>Whose.</summary>
    /// <param name="GroupId">The group.</param>
    /// <param name="UserId">Who; nobody who never was in it has a history.</param>
    /// <param name="Limit">The longest page, 1 to 100.</param>
    /// <param name="Cursor">The nextCursor of the page before; nothing for the first page.</param>
    public sealed record Request(
        Guid GroupId,
        Guid UserId,
        [property: Range(1, 100, ErrorMessage = "must be 1 to 100.")] int Limit = 20,
        [property: Text(PageCursors.MaxLength, TextKind.Id)] string? Cursor = null) : IScopedRequest
    {
        Scope IScopedRequest.Scope => Scope.Group(GroupId);
    }

    /// <summary>A page.</summary>
    /// <param name="Transitions">What happened.</param>
    /// <param name="NextCursor">Leads to the next page; null on the last one.</param>
    public sealed record Response(IReadOnlyList<Item> Transitions, string? NextCursor);

    /// <summary>One line of the ledger.</summary>
    /// <param name="Version">Its place, from 1.</param>
    /// <param name="At">When.</param>
    /// <param name="FromState">The state before; null where there was none.</param>
    /// <param name="ToState">The state after.</param>
    /// <param name="FromRole">The role before; null where there was none.</param>
    /// <param name="ToRole">The role after.</param>
    /// <param name="Until">When the state after ends by itself; null where it does not.</param>
    /// <param name="ActorId">By whose hand; null: the platform's.</param>
    /// <param name="Reason">Why.</param>
    public sealed record Item(
        int Version, DateTimeOffset At, MemberState? FromState, MemberState ToState, MemberRole? FromRole, MemberRole ToRole,
        DateTimeOffset? Until, Guid? ActorId, string Reason);

    readonly record struct Place(int Version);

    /// <inheritdoc />
    public async Task<Response> HandleAsync(Request request, RpcContext call, CancellationToken ct)
    {
        var after = call.Cursors.Read<Place>(request.Cursor)?.Version ?? 0;
        var lines = await memberships.HistoryAsync(call.Db, request.UserId, call.Scope, after, request.Limit, ct);

        return new(
            [
                .. lines.Select(t => new Item(
                    t.Version, t.At, t.FromState, t.ToState, t.FromRole, t.ToRole, t.Until, t.ActorId, t.Reason)),
            ],
            lines.Count == request.Limit ? call.Cursors.Write(new Place(lines[^1].Version)) : null);
    }
}
