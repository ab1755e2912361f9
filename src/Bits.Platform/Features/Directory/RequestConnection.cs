using Bits.Platform.Accounts;
using Bits.Platform.Features.Notifications;
using Bits.Platform.Features.People;
using Bits.Platform.Rpc;
using Bits.Shared;
using Npgsql;

namespace Bits.Platform.Features.Directory;

/// <summary>Asks a person for a connection. If the person has asked already, accepts.</summary>
[Rpc(
    "directory.v1/RequestConnection", DirectoryCapabilities.Connect,
    Example = """{"userId":"0198c1d2-7d3a-7c41-9f0e-3a5b8e6d2f11","note":"We rowed together in 2016."}""",
    Answer = """{"connection":"requested"}""")]
public sealed class RequestConnection(AccountDirectory accounts, Blocks blocks, Notifier notifier)
    : IRpc<RequestConnection.Request, RequestConnection.Response>
{
    const int MaxPending = 200; // requests of one member that wait for an answer

    /// <summary>The person to ask.</summary>
    /// <param name="UserId">The person.</param>
    /// <param name="Note">A few words; null for none.</param>
    public sealed record Request(Guid UserId, [property: Text(300)] string? Note = null);

    /// <summary>The result.</summary>
    /// <param name="Connection">What the connection is for the caller now.</param>
    public sealed record Response(ConnectionView Connection);

    /// <inheritdoc />
    public async Task<Response> HandleAsync(Request request, RpcContext call, CancellationToken ct)
    {
        var (db, me, other) = (call.Db, call.Caller.UserId, request.UserId);
        if (other == me)
            throw FaultException.InvalidArgument("userId", "is your own. Give the id of another member.");
        if (await accounts.FindEnabledAsync(db, other, ct) is null)
            throw GetProfile.NotFound(other);

        var before = await Connection.LockAsync(db, me, other, ct);
        var changed = before?.SeenBy(me) switch
        {
            ConnectionView.Connected or ConnectionView.Requested => false,
            ConnectionView.Received => await AcceptConnection.WriteAsync(db, me, other, notifier, ct),
            ConnectionView.None or null => await AskAsync(db, me, other, request.Note, ct),
        };

        call.Audit.Target("user", other).If(changed);
        var after = before?.SeenBy(me) is ConnectionView.Connected or ConnectionView.Received ? ConnectionView.Connected : ConnectionView.Requested;
        return new(after);
    }

    // One who is blocked is not told: their request is declined from the beginning.
    async Task<bool> AskAsync(NpgsqlConnection db, Guid me, Guid other, string? note, CancellationToken ct)
    {
        const string pending = """
            select (select count(*) from directory_connection where low_id = $1 and requested_by = $1 and state <> 'accepted')
                 + (select count(*) from directory_connection where high_id = $1 and requested_by = $1 and state <> 'accepted')
            """;
        const string sql = """
            insert into directory_connection (low_id, high_id, requested_by, state, note, decided_at)
            values ($1, $2, $3, $4, $5, case when $4 = 'declined' then now() end)
            on conflict on constraint directory_connection_pkey do update
            set requested_by = excluded.requested_by, state = excluded.state, note = excluded.note, requested_at = now(),
                decided_at = excluded.decided_at
            """;

        if (await db.FindAsync(pending, [me], row => row.GetInt64(0), ct) >= MaxPending)
            throw FaultException.ResourceExhausted(
                "too_many_requests_pending",
                $"You wait for the answers of {MaxPending} people. Withdraw a request first.", retryAfter: null);

        var isBlocked = (await blocks.ListBlockersAsync(db, me, [other], ct)).Count > 0;
        var (low, high) = Connection.Pair(me, other);
        await db.ExecuteAsync(
            sql, [low, high, me, (isBlocked ? ConnectionState.Declined : ConnectionState.Pending).ToText(), note], ct);
        if (!isBlocked)
            await notifier.NotifyAsync(db, ConnectionRequestText.Of(me, other), [other], ct);
        return true;
    }
}
