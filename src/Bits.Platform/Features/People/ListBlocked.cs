using Bits.Platform.Accounts;
using Bits.Platform.Rpc;
using Bits.Shared;

namespace Bits.Platform.Features.People;

/// <summary>Lists the members whom the caller has blocked, the latest first.</summary>
[Rpc(
    "people.v1/ListBlocked", PeopleCapabilities.Block, Reads = true,
    Example = "{}",
    Answer = """{"members":[{"userId":"0198c1d2-7d3a-7c41-9f0e-3a5b8e6d2f11","name":"Bikram Sen","blockedAt":"2026-11-23T18:00:00Z"}]}""")]
public sealed class ListBlocked(AccountDirectory accounts) : IRpc<ListBlocked.Request, ListBlocked.Response>
{
    /// <summary>No fields.</summary>
    public sealed record Request;

    /// <summary>The members.</summary>
    /// <param name="Members">All of them; at most 1,000.</param>
    public sealed record Response(IReadOnlyList<Item> Members);

    /// <summary>A blocked member.</summary>
    /// <param name="UserId">The member.</param>
    /// <param name="Name">Their name; null when the account is gone.</param>
    /// <param name="BlockedAt">The time of the block.</param>
    public sealed record Item(Guid UserId, string? Name, DateTimeOffset BlockedAt);

    /// <inheritdoc />
    public async Task<Response> HandleAsync(Request request, RpcContext call, CancellationToken ct)
    {
        const string sql = """
            select blocked_id, blocked_at from people_block where user_id = $1 order by blocked_at desc, blocked_id
            """;

        var blocked = await call.Db.QueryAsync(
            sql, [call.Caller.UserId], row => (Id: row.GetGuid(0), At: row.GetFieldValue<DateTimeOffset>(1)), ct);
        var names = await accounts.ListNamesAsync(call.Db, blocked.Select(b => b.Id), ct);

        return new([.. blocked.Select(b => new Item(b.Id, names.GetValueOrDefault(b.Id), b.At))]);
    }
}
