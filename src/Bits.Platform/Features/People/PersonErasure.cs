using Bits.Membership;
using Bits.Platform.Accounts;
using Bits.Platform.Audit;
using Bits.Platform.Features.Notifications;
using Bits.Platform.Features.Searching;
using Bits.Platform.Rpc;

namespace Bits.Platform.Features.People;

/// <summary>Forgets a person: the account stays as a number without a name, their sessions and memberships end, and what is
/// personal in the ledger of memberships and in the audit log goes, and what they searched for. What they have written in groups stays; that is a
/// moderator's to remove.</summary>
public sealed class PersonErasure(
    SystemPipeline pipeline, AccountDirectory accounts, Memberships memberships, Notifier notifier, SearchErasure searches)
{
    static readonly AuditField Events = new("audit_events_erased");
    static readonly Change By = Change.BySystem("the person was erased");

    /// <summary>Erases a person, all or nothing; a second time changes nothing.</summary>
    /// <exception cref="FaultException">The person is the last owner of a scope, which is to be handed over first.</exception>
    /// <returns>How many events of the audit log had something personal.</returns>
    public Task<long> RunAsync(Guid userId, CancellationToken ct) => pipeline.RunAsync(
        SystemTask.OfOperator("accounts.erase_person", AuditClass.Security),
        async call =>
        {
            if ((await memberships.EraseAsync(call.Db, userId, By, ct)).LastOwnerOf is [_, ..] owned)
                throw FaultException.FailedPrecondition(
                    "last_owner", $"This person is the only owner of {string.Join(", ", owned)}: hand over first.");

            var changed = await accounts.EraseAsync(call.Db, userId, ct);
            await notifier.ForgetAsync(call.Db, userId, ct);
            await searches.ForgetAsync(call.Db, userId, ct);
            var erased = await AuditWriter.ErasePersonAsync(call.Db, userId, ct);

            call.Audit.Target("user", userId).Changed(Events, from: null, erased).If(changed || erased > 0);
            return erased;
        }, ct);
}
