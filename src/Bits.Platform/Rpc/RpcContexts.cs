using Npgsql;

namespace Bits.Platform.Rpc;

/// <summary>Makes what a call knows besides its request.</summary>
public sealed class RpcContexts(PageCursorSource cursors, TimeProvider time)
{
    internal async ValueTask<RpcContext> ForAsync(NpgsqlConnection db, AdmittedCall call, CancellationToken ct) => new(
        call.Caller, call.Scope ?? default, db, time.GetUtcNow(),
        await cursors.ForAsync(db, call.Received.Method, call.Caller, call.Received.Body, ct), call.Trail)
    {
        Facts = call.Facts,
    };
}
