using Bits.Jobs;
using Bits.Platform.Rpc;
using Bits.Shared;

namespace Bits.Platform.Features.Directory;

/// <summary>Forgets whom members have seen on earlier days.</summary>
public sealed record ForgetSeen : IJobArgs
{
    /// <inheritdoc />
    public static string Kind => "directory.forget_seen";
}

/// <summary>Deletes the rows of days before yesterday.</summary>
/// <remarks>Idempotent: a second run finds nothing to delete.</remarks>
sealed class ForgetSeenHandler(SystemPipeline pipeline) : IJobHandler<ForgetSeen>
{
    public Task HandleAsync(Job<ForgetSeen> job, CancellationToken ct)
    {
        const string sql = "delete from directory_seen where day < (now() at time zone 'utc')::date - 1";

        return pipeline.RunAsync(
            SystemTask.Of(job), async call =>
            {
                call.Audit.If(changed: false);
                return await call.Db.ExecuteAsync(sql, [], ct);
            }, ct);
    }
}
