using Bits.Membership;
using Bits.Platform.Auth;
using Bits.Platform.Rpc;

namespace Bits.Platform.Features.Groups;

/// <summary>Lists the history of a user's membership of a group, the oldest first.</summary>
[Rpc(
    "groups.v1/ListMembershipHistory", Capabilities.MembershipReadHistory, Reads = true,
    Example = """{"groupId":"0198c1d2-7d3a-7c41-9f0e-3a5b8e6d2f10","userId":"0198c1d2-7d3a-7c41-9f0e-3a5b8e6d2f11","limit":20}""",
    Answer = """{"transitions":[{"version":1,"at":"2026-11-23T18:00:00Z","fromState":null,"toState":"active","fromRole":null,"toRole":"member","until":null,"actorId":null,"reason":"joined"}],"nextCursor":null}""")]
public sealed class ListMembershipHistory(Memberships memberships)
    : IRpc<ListMembershipHistory.Request, ListMembershipHistory.Response>
{
    /// <summary>The membership.</summary>
    /// <param name="GroupId">The group.</param>
    /// <param name="UserId">The user; without a membership the history is empty.</param>
    /// <param name="Limit">The maximum page size, 1 to 100.</param>
    /// <param name="Cursor">The nextCursor of the previous page; null for the first page.</param>
    public sealed record Request(
        Guid GroupId,
        Guid UserId,
        [property: PageSize] int Limit = 20,
        [property: PageCursor] string? Cursor = null) : IScopedRequest
    {
        Scope IScopedRequest.Scope => Scope.Group(GroupId);
    }

    /// <summary>A page.</summary>
    /// <param name="Transitions">The entries.</param>
    /// <param name="NextCursor">The cursor of the next page; null on the last page.</param>
    public sealed record Response(IReadOnlyList<Item> Transitions, string? NextCursor);

    /// <summary>An entry of the ledger.</summary>
    /// <param name="Version">The number, from 1.</param>
    /// <param name="At">The time.</param>
    /// <param name="FromState">The state before; null without one.</param>
    /// <param name="ToState">The state after.</param>
    /// <param name="FromRole">The role before; null without one.</param>
    /// <param name="ToRole">The role after.</param>
    /// <param name="Until">The end of the state after; null without one.</param>
    /// <param name="ActorId">The actor; null for the platform.</param>
    /// <param name="Reason">The reason.</param>
    public sealed record Item(
        int Version, DateTimeOffset At, MemberState? FromState, MemberState ToState, MemberRole? FromRole, MemberRole ToRole,
        DateTimeOffset? Until, Guid? ActorId, string Reason);

    readonly record struct Place(int Version);

    /// <inheritdoc />
    public async Task<Response> HandleAsync(Request request, RpcContext call, CancellationToken ct)
    {
        var after = call.Cursors.Read<Place>(request.Cursor)?.Version ?? 0;
        var lines = await memberships.History.ListAsync(call.Db, request.UserId, call.Scope, after, request.Limit, ct);

        return new(
            [
                .. lines.Select(t => new Item(
                    t.Version, t.At, t.FromState, t.ToState, t.FromRole, t.ToRole, t.Until, t.ActorId, t.Reason)),
            ],
            call.Cursors.Next(lines, request.Limit, l => new Place(l.Version)));
    }
}
