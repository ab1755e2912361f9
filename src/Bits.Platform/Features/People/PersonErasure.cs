using Bits.Platform.Accounts;
using Bits.Platform.Audit;
using Bits.Platform.Features.Notifications;
using Bits.Platform.Rpc;

namespace Bits.Platform.Features.People;

/// <summary>Forgets a person: the account stays as a number without a name, their sessions end, and what is personal in
/// the audit log goes. What they have written in groups stays; that is a moderator's to remove.</summary>
public sealed class PersonErasure(SystemPipeline pipeline, AccountDirectory accounts, Notifier notifier)
{
    static readonly AuditField Events = new("audit_events_erased");

    /// <summary>Erases a person, all or nothing; a second time changes nothing.</summary>
    /// <returns>How many events of the audit log had something personal.</returns>
    public Task<long> RunAsync(Guid userId, CancellationToken ct) => pipeline.RunAsync(
        SystemTask.OfOperator("accounts.erase_person", AuditClass.Security),
        async call =>
        {
            var changed = await accounts.EraseAsync(call.Db, userId, ct);
            await notifier.ForgetAsync(call.Db, userId, ct);
            var erased = await AuditWriter.ErasePersonAsync(call.Db, userId, ct);

            call.Audit.Target("user", userId).Changed(Events, from: null, erased).If(changed || erased > 0);
            return erased;
        }, ct);
}
