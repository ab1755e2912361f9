using Bits.Membership;
using Bits.Platform.Audit;
using Bits.Platform.Auth;
using Npgsql;

namespace Bits.Platform.Rpc;

/// <summary>What a call knows besides its request.</summary>
/// <param name="Caller">The caller.</param>
/// <param name="Scope">Of a scoped request: the scope, as it was found. Else without meaning.</param>
/// <param name="Db">The call's connection; for a write, with the transaction that the pipeline commits.</param>
/// <param name="Now">The moment of the call.</param>
/// <param name="Cursors">Reads and writes the cursors of this call's pages.</param>
/// <param name="Audit">What the call says about itself for its audit event.</param>
public sealed record RpcContext(
    Caller Caller, Scope Scope, NpgsqlConnection Db, DateTimeOffset Now, PageCursors Cursors, AuditTrail Audit)
{
    /// <summary>Gets the facts of <see cref="Scope"/>, as the capability was decided by them; null without a scope. For a write
    /// whose capability refuses archived scopes they stay so until the transaction ends.</summary>
    public ScopeFacts? Facts { get; init; }
}
