using Bits.Jobs;
using Bits.Platform.Rpc;
using Bits.Shared;

namespace Bits.Platform.Features.Directory.Claiming;

/// <summary>Forgets claims that are over.</summary>
public sealed record ForgetClaims : IJobArgs
{
    /// <inheritdoc />
    public static string Kind => "directory.forget_claims";
}

/// <summary>Deletes claims 30 days after the decision, and those whose address was not confirmed 30 days after the request.</summary>
/// <remarks>Idempotent: a second run finds nothing to delete.</remarks>
sealed class ForgetClaimsHandler(SystemPipeline pipeline) : IJobHandler<ForgetClaims>
{
    public Task HandleAsync(Job<ForgetClaims> job, CancellationToken ct)
    {
        const string sql = """
            delete from directory_claim
            where decided_at < now() - interval '30 days'
               or (state = 'unconfirmed' and asked_at < now() - interval '30 days')
            """;

        return pipeline.RunAsync(
            SystemTask.Of(job), async call =>
            {
                call.Audit.If(changed: false);
                return await call.Db.ExecuteAsync(sql, [], ct);
            }, ct);
    }
}
