using Bits.Platform.Rpc;
using Bits.Shared;
using Npgsql;

namespace Bits.Platform.Features.Mentorship.Meeting;

/// <summary>Reads single sessions, and decides about their times.</summary>
static class Sessions
{
    const string One =
        "select id, starts_at, minutes, place, agenda, state, sequence from mentorship_session where pair_id = $1 and id = $2";

    static readonly TimeSpan Furthest = TimeSpan.FromDays(730);

    /// <summary>Throws unless the start lies in the next two years.</summary>
    public static void RequireFuture(RpcContext call, DateTimeOffset startsAt)
    {
        if (startsAt <= call.Now || startsAt > call.Now + Furthest)
            throw FaultException.InvalidArgument("startsAt", "does not lie in the next two years. Give a time in the future.");
    }

    /// <summary>Gets a session for a change: other changes of it wait until the transaction ends.</summary>
    public static async Task<SessionView> LockAsync(NpgsqlConnection db, Guid pairId, Guid id, CancellationToken ct)
    {
        const string sql = $"{One} for update";

        return await db.FindAsync(sql, [pairId, id], PairContent.ReadSession, ct) ?? throw NotFound(id);
    }

    public static async Task<SessionView> GetAsync(NpgsqlConnection db, Guid pairId, Guid id, CancellationToken ct) =>
        await db.FindAsync(One, [pairId, id], PairContent.ReadSession, ct) ?? throw NotFound(id);

    static FaultException NotFound(Guid id) => FaultException.NotFound("session_not_found", $"The pair has no session {id}.");
}
