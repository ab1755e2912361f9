using Bits.Platform.Audit;
using Bits.Platform.Rpc;

namespace Bits.Platform.Features.Directory.Verifying;

/// <summary>Verifies people as the login of this machine.</summary>
public sealed class PersonVerification(SystemPipeline pipeline, Verifications verifications, TimeProvider time)
{
    /// <summary>Records that the institute has a person in its records.</summary>
    /// <param name="userId">The person.</param>
    /// <param name="until">The end; null without end.</param>
    /// <param name="reason">Why; kept in the audit log.</param>
    /// <param name="ct">Stops the call before the commit.</param>
    /// <returns>Whether anything changed.</returns>
    /// <exception cref="FaultException">The end is in the past.</exception>
    public Task<bool> RecordAsync(Guid userId, DateTimeOffset? until, string reason, CancellationToken ct)
    {
        VerifyPerson.RequireFuture(until, time.GetUtcNow());
        return pipeline.RunAsync(
            SystemTask.OfOperator("directory.verify_person", AuditClass.Admin),
            async call =>
            {
                var changed = await verifications.RecordInstituteAsync(call.Db, userId, by: null, until, ct);
                call.Audit.Target("user", userId).Because(reason).Changed(VerifyPerson.Until, from: null, until).If(changed);
                return changed;
            }, ct);
    }
}
