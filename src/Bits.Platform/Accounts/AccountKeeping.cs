using Bits.Platform.Audit;
using Bits.Platform.Auth;
using Bits.Platform.Rpc;
using Bits.Platform.Texts;
using Bits.Shared;

namespace Bits.Platform.Accounts;

/// <summary>Operates on accounts: creates them, ends sessions, disables. A loss of rights also
/// voids the invitations that rest on them.</summary>
public sealed class AccountKeeping(SystemPipeline pipeline, InvitationGate invitations, AccountDirectory accounts)
{
    static readonly AuditField CapabilityNames = new("capabilities");
    static readonly AuditField Disabled = new("disabled");
    static readonly AuditField Role = new("platform_role");

    /// <summary>Ends every session of a user, and every token issued to them so far.</summary>
    public Task EndSessionsAsync(Guid userId, CancellationToken ct) => ChangeAsync(
        "accounts.end_all_sessions", userId,
        async call =>
        {
            await Sessions.EndAllAsync(call.Db, userId, ct);
            return true;
        }, ct);

    /// <summary>Disables or enables an account. Takes effect with the next call.</summary>
    public Task DisableAsync(Guid userId, bool disabled, string reason, CancellationToken ct) => ChangeAsync(
        "accounts.set_disabled", userId,
        async call =>
        {
            var changed = await accounts.SetDisabledAsync(call.Db, userId, disabled, ct);
            if (disabled)
            {
                await Sessions.EndAllAsync(call.Db, userId, ct);
                await invitations.VoidAsync(call.Db, userId, ct);
            }

            call.Audit.Changed(Disabled, !disabled, disabled).Because(reason).If(changed);
            return changed;
        }, ct);

    /// <summary>Sets or removes the platform role of an account. Takes effect with the next call.</summary>
    /// <param name="userId">The user.</param>
    /// <param name="role">The role; null for no role.</param>
    /// <param name="reason">The reason; kept in the audit log.</param>
    /// <param name="ct">Stops the query.</param>
    public Task SetRoleAsync(Guid userId, PlatformRole? role, string reason, CancellationToken ct) => ChangeAsync(
        "accounts.set_role", userId,
        async call =>
        {
            var changed = await AccountDirectory.SetRoleAsync(call.Db, userId, role, ct);
            await invitations.VoidAsync(call.Db, userId, ct);
            call.Audit.Changed(Role, from: null, role).Because(reason).If(changed);
            return changed;
        }, ct);

    /// <summary>Creates the account of a person. Safe to repeat: an existing account of the address stays as it is.</summary>
    /// <param name="account">The person.</param>
    /// <param name="ct">Stops the query.</param>
    /// <returns>The id of the account, and whether it was created.</returns>
    /// <exception cref="FaultException">The address, the name or the batch is invalid; the message has the remedy.</exception>
    public Task<(Guid Id, bool Created)> CreateAsync(NewAccount account, CancellationToken ct)
    {
        var checkedAccount = Checked(account);
        return pipeline.RunAsync(
            SystemTask.OfOperator("accounts.create", AuditClass.Security),
            async call =>
            {
                if (await accounts.FindByEmailAsync(call.Db, checkedAccount.Email, ct) is { } existing)
                {
                    call.Audit.Target("user", existing.Id).If(changed: false);
                    return (existing.Id, false);
                }

                var (id, outcome) = (await accounts.UpsertAsync(call.Db, [checkedAccount], ct))[0];
                call.Audit.Target("user", id);
                return (id, outcome == UpsertOutcome.Created);
            }, ct);
    }

    static NewAccount Checked(NewAccount account)
    {
        ArgumentNullException.ThrowIfNull(account);
        var name = TextRules.Canonical(account.Name);
        if (PersonRules.NameProblem(name, PersonRules.MaxNameLength) is { } problem)
            throw FaultException.InvalidArgument("name", problem);
        if (account.Batch is { } batch && !PersonRules.IsBatch(batch))
            throw FaultException.InvalidArgument("batch", "is not a year of graduation, such as 2018.");

        var campus = account.Campus is { } given ? TextRules.Canonical(given).ToLowerInvariant() : null;
        return campus is not null && PersonRules.NameProblem(campus, PersonRules.MaxCampusLength) is { } odd
            ? throw FaultException.InvalidArgument("campus", odd)
            : new(EmailAddress.RequireFolded(account.Email), name, account.Batch) { Campus = campus };
    }

    /// <summary>Creates an account for a machine that the identity provider knows, or replaces its capabilities.</summary>
    /// <param name="clientId">The client id at the provider.</param>
    /// <param name="name">The display name.</param>
    /// <param name="capabilities">The complete list of its capabilities; its memberships limit them further.</param>
    /// <param name="ct">Stops the query.</param>
    /// <returns>The id of the account.</returns>
    public Task<Guid> SetServiceAsync(string clientId, string name, IReadOnlyList<string> capabilities, CancellationToken ct)
    {
        const string sql = """
            insert into accounts_user (id, username, email, name, primary_role, client_id, capabilities)
            values ($1, 'service-' || $1::uuid, 'service-' || $1::uuid || '@service.invalid', $2, 'staff', $3, $4)
            on conflict on constraint accounts_user_client_id_taken do update
            set name = excluded.name, capabilities = excluded.capabilities
            returning id
            """;

        return pipeline.RunAsync(
            SystemTask.OfOperator("accounts.set_service", AuditClass.Security),
            async call =>
            {
                var id = await call.Db.FindAsync(
                    sql, [Guid.CreateVersion7(), name, clientId, capabilities.ToArray()], row => row.GetGuid(0), ct);
                await invitations.VoidAsync(call.Db, id, ct);
                call.Audit.Target("user", id).Changed(CapabilityNames, from: null, string.Join(' ', capabilities));
                return id;
            }, ct);
    }

    Task<bool> ChangeAsync(string action, Guid userId, Func<SystemCall, Task<bool>> change, CancellationToken ct) =>
        pipeline.RunAsync(
            SystemTask.OfOperator(action, AuditClass.Security),
            call =>
            {
                call.Audit.Target("user", userId);
                return change(call);
            }, ct);
}
