using Bits.Platform.Accounts;
using Bits.Platform.Rpc;
using Bits.Shared;

namespace Bits.Platform.Features.People;

/// <summary>Blocks a member: their posts, comments, mentions and search hits are hidden from the caller. They are not told.
/// </summary>
[Rpc(
    "people.v1/BlockMember", PeopleCapabilities.Block,
    Example = """{"userId":"0198c1d2-7d3a-7c41-9f0e-3a5b8e6d2f11"}""",
    Answer = """{"changed":true}""")]
public sealed class BlockMember(AccountDirectory accounts) : IRpc<BlockMember.Request, BlockMember.Response>
{
    /// <summary>The member to block.</summary>
    /// <param name="UserId">The member.</param>
    public sealed record Request(Guid UserId);

    /// <summary>The result.</summary>
    /// <param name="Changed">Whether the call changed anything.</param>
    public sealed record Response(bool Changed);

    /// <inheritdoc />
    public async Task<Response> HandleAsync(Request request, RpcContext call, CancellationToken ct)
    {
        if (request.UserId == call.Caller.UserId)
            throw FaultException.InvalidArgument("userId", "is your own. Give the id of another member.");
        if (await accounts.FindAsync(call.Db, request.UserId, ct) is null)
            throw FaultException.NotFound("user_not_found", $"There is no user {request.UserId}.");

        var changed = await BlockAsync(call, request.UserId, ct);

        call.Audit.Target("user", request.UserId).If(changed);
        return new(changed);
    }

    static async Task<bool> BlockAsync(RpcContext call, Guid blockedId, CancellationToken ct)
    {
        const string oneAtATime = "select pg_advisory_xact_lock(hashtextextended('people.block:' || $1::text, 0))";
        const string sql = """
            insert into people_block (user_id, blocked_id)
            select $1, $2
            where (select count(*) from people_block where user_id = $1 and blocked_id <> $2) < $3
            on conflict on constraint people_block_once do nothing
            """;
        const string exists = "select true from people_block where user_id = $1 and blocked_id = $2";

        await call.Db.ExecuteAsync(oneAtATime, [call.Caller.UserId.ToString()], ct);
        if (await call.Db.ExecuteAsync(sql, [call.Caller.UserId, blockedId, Blocks.MaxEach], ct) > 0)
            return true;

        return await call.Db.FindAsync(exists, [call.Caller.UserId, blockedId], row => row.GetBoolean(0), ct)
            ? false
            : throw FaultException.ResourceExhausted(
                "too_many_blocks", $"You have blocked {Blocks.MaxEach:N0} members. Unblock one of them first.", retryAfter: null);
    }
}
