using Bits.Membership;
using Bits.Platform.Auth;
using Bits.Platform.Rpc;

namespace Bits.Platform.Features.Membership;

/// <summary>Lists the caller's own memberships, also ended ones, in the order of their scopes.</summary>
[Rpc(
    "memberships.v1/ListMyMemberships", Capabilities.MembershipSelf, Reads = true,
    Example = """{"limit":20}""",
    Answer = """{"memberships":[{"scope":"batch:2018","state":"active","role":"member","since":"2026-11-23T18:00:00Z","until":null}],"nextCursor":null}""")]
public sealed class ListMyMemberships(Memberships memberships)
    : IRpc<ListMyMemberships.Request, ListMyMemberships.Response>
{
    /// <summary>The page to list.</summary>
    /// <param name="State">The state to list; null for all.</param>
    /// <param name="Limit">The maximum page size, 1 to 100.</param>
    /// <param name="Cursor">The nextCursor of the previous page; null for the first page.</param>
    public sealed record Request(
        MemberState? State = null,
        [property: PageSize] int Limit = 20,
        [property: PageCursor] string? Cursor = null);

    /// <summary>A page.</summary>
    /// <param name="Memberships">The memberships.</param>
    /// <param name="NextCursor">The cursor of the next page; null on the last page.</param>
    public sealed record Response(IReadOnlyList<Item> Memberships, string? NextCursor);

    /// <summary>A membership.</summary>
    /// <param name="Scope">The scope, such as batch:2018.</param>
    /// <param name="State">The state: active, banned or left.</param>
    /// <param name="Role">The role; the last one for an ended membership.</param>
    /// <param name="Since">The time of the last change of state.</param>
    /// <param name="Until">The end of the state; null without one.</param>
    public sealed record Item(
        string Scope, MemberState State, MemberRole Role, DateTimeOffset Since, DateTimeOffset? Until);

    readonly record struct Place(string Scope);

    /// <inheritdoc />
    public async Task<Response> HandleAsync(Request request, RpcContext call, CancellationToken ct)
    {
        Scope? after = call.Cursors.Read<Place>(request.Cursor) is { } place ? Scope.Parse(place.Scope) : null;
        var own = await memberships.ListByUserAsync(call.Db, call.Caller.UserId, request.State, after, request.Limit, ct);

        return new(
            [.. own.Select(m => new Item(m.Scope.ToString(), m.State, m.Role, m.Since, m.Until))],
            call.Cursors.Next(own, request.Limit, m => new Place(m.Scope.ToString())));
    }
}
