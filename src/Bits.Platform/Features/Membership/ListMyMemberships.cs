using System.ComponentModel.DataAnnotations;
using Bits.Membership;
using Bits.Platform.Auth;
using Bits.Platform.Rpc;
using Bits.Platform.Texts;

namespace Bits.Platform.Features.Membership;

/// <summary>Lists the caller's own memberships, also those that are over, in the order of their scopes.</summary>
[Rpc(
    "memberships.v1/ListMyMemberships", Capabilities.MembershipSelf, Reads = true,
    Example = """{"limit":20}""",
    Answer = """{"memberships":[{"scope":"batch:2018","state":"active","role":"member","since":"2026-11-23T18:00:00Z","until":null}],"nextCursor":null}""")]
public sealed class ListMyMemberships(Memberships memberships)
    : IRpc<ListMyMemberships.Request, ListMyMemberships.Response>
{
    /// <summary>Which of them.</summary>
    /// <param name="State">Those in this state only; nothing: all.</param>
    /// <param name="Limit">The longest page, 1 to 100.</param>
    /// <param name="Cursor">The nextCursor of the page before; nothing for the first page.</param>
    public sealed record Request(
        MemberState? State = null,
        [property: Range(1, 100, ErrorMessage = "must be 1 to 100.")] int Limit = 20,
        [property: Text(PageCursors.MaxLength, TextKind.Id)] string? Cursor = null);

    /// <summary>A page.</summary>
    /// <param name="Memberships">The memberships.</param>
    /// <param name="NextCursor">Leads to the next page; null on the last one.</param>
    public sealed record Response(IReadOnlyList<Item> Memberships, string? NextCursor);

    /// <summary>A membership.</summary>
    /// <param name="Scope">In what, such as batch:2018.</param>
    /// <param name="State">Member, banned or gone.</param>
    /// <param name="Role">In which role; for one that is over, the last one.</param>
    /// <param name="Since">Since when in this state.</param>
    /// <param name="Until">Until when; null: without an end.</param>
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
            own.Count == request.Limit ? call.Cursors.Write(new Place(own[^1].Scope.ToString())) : null);
    }
}
