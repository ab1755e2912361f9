using System.ComponentModel.DataAnnotations;
using Bits.Membership;
using Bits.Platform.Accounts;
using Bits.Platform.Auth;
using Bits.Platform.Rpc;
using Bits.Platform.Texts;

namespace Bits.Platform.Features.Groups;

/// <summary>Lists the members of a group.</summary>
[Rpc(
    "groups.v1/ListMembers", Capabilities.MembershipList, Reads = true,
    Example = """{"groupId":"0198c1d2-7d3a-7c41-9f0e-3a5b8e6d2f10","limit":20}""",
    Answer = """{"members":[{"userId":"0198c1d2-7d3a-7c41-9f0e-3a5b8e6d2f11","name":"Asha","role":"owner","since":"2026-11-23T18:00:00Z","until":null}],"nextCursor":null}""")]
public sealed class ListMembers(Memberships memberships, AccountDirectory accounts)
    : IRpc<ListMembers.Request, ListMembers.Response>
{
    /// <summary>Which of them.</summary>
    /// <param name="GroupId">The group.</param>
    /// <param name="Role">Those with this role only; nothing: all.</param>
    /// <param name="Limit">The longest page, 1 to 100.</param>
    /// <param name="Cursor">The nextCursor of the page before; nothing for the first page.</param>
    public sealed record Request(
        Guid GroupId,
        MemberRole? Role = null,
        [property: Range(1, 100, ErrorMessage = "must be 1 to 100.")] int Limit = 20,
        [property: Text(PageCursors.MaxLength, TextKind.Id)] string? Cursor = null) : IScopedRequest
    {
        Scope IScopedRequest.Scope => Scope.Group(GroupId);
    }

    /// <summary>A page.</summary>
    /// <param name="Members">The members.</param>
    /// <param name="NextCursor">Leads to the next page; null on the last one.</param>
    public sealed record Response(IReadOnlyList<Item> Members, string? NextCursor);

    /// <summary>A member.</summary>
    /// <param name="UserId">Who.</param>
    /// <param name="Name">Their name; null when the account is gone.</param>
    /// <param name="Role">In which role.</param>
    /// <param name="Since">Since when.</param>
    /// <param name="Until">Until when; null: without an end.</param>
    public sealed record Item(Guid UserId, string? Name, MemberRole Role, DateTimeOffset Since, DateTimeOffset? Until);

    readonly record struct Place(Guid UserId);

    /// <inheritdoc />
    public async Task<Response> HandleAsync(Request request, RpcContext call, CancellationToken ct)
    {
        var after = call.Cursors.Read<Place>(request.Cursor)?.UserId;
        var members = await memberships.ListByScopeAsync(
            call.Db, call.Scope, new(MemberState.Active, request.Role), after, request.Limit, ct);
        var names = await accounts.ListNamesAsync(call.Db, members.Select(m => m.UserId), ct);

        return new(
            [.. members.Select(m => new Item(m.UserId, names.GetValueOrDefault(m.UserId), m.Role, m.Since, m.Until))],
            members.Count == request.Limit ? call.Cursors.Write(new Place(members[^1].UserId)) : null);
    }
}
