using Bits.Membership;
using Bits.Platform.Accounts;
using Bits.Platform.Audit;
using Bits.Platform.Auth;
using Bits.Platform.Rpc;
using Npgsql;

namespace Adminctl.Hosting;

/// <summary>The identity of a command: a user, whose capabilities and rank decide as in the calls, or the system, which
/// may do everything. Each operation runs in its own transaction.</summary>
sealed class ActingPrincipal(AdminSession session, Caller? caller)
{
    /// <summary>Finds the user of <c>--as</c>; the system without one.</summary>
    /// <exception cref="CommandException">The user is unknown.</exception>
    public static async Task<ActingPrincipal> OpenAsync(AdminSession session, string? asUser, CancellationToken ct) =>
        new(session, asUser is null ? null : AsCaller(await FindUserOfAsAsync(session, asUser, ct)));

    /// <summary>Finds the account of <c>--as</c>.</summary>
    /// <exception cref="CommandException">The user is unknown.</exception>
    public static Task<Account> FindUserOfAsAsync(AdminSession session, string login, CancellationToken ct) =>
        FindAsync(session, login, $"--as: there is no user {login}. Give a user name, an e-mail address or an id.", ct);

    /// <summary>Throws unless the identity has a capability.</summary>
    /// <exception cref="CommandException">The capability is missing; the message gives the reason and the remedy.</exception>
    public async Task RequireAsync(string capability, Scope? scope, CancellationToken ct)
    {
        if (caller is null)
            return;

        await using var db = await session.DataSource.OpenConnectionAsync(ct);
        var facts = scope is { } s ? await FindScopeAsync(session, db, s, ct) : null;
        var decision = await session.Get<Authorizer>().DecideAsync(db, caller, capability, facts, ct);
        if (!decision.Allowed)
            throw new CommandException($"{caller.Name} may not: {decision.Why} See: adminctl explain");
    }

    /// <summary>Runs an operation in a transaction with its audit event, and converts faults to messages.</summary>
    /// <param name="action">The action in the audit log.</param>
    /// <param name="reason">The reason.</param>
    /// <param name="rank">Checks whether a user may act on the target; skipped for the system.</param>
    /// <param name="work">The operation.</param>
    /// <param name="ct">Stops the call.</param>
    public async Task<T> WriteAsync<T>(
        string action, string reason, Func<RankGate, NpgsqlConnection, Caller, Task> rank,
        Func<SystemCall, Change, Task<T>> work, CancellationToken ct)
    {
        try
        {
            var by = caller is null ? Change.BySystem(reason) : Change.By(caller.UserId, reason);
            return await session.Get<SystemPipeline>().RunAsync(
                Task(action), async call =>
                {
                    call.Audit.Because(reason);
                    if (caller is not null)
                        await rank(session.Get<RankGate>(), call.Db, caller);
                    return await work(call, by);
                }, ct);
        }
        catch (FaultException e)
        {
            throw new CommandException(e.Message);
        }
    }

    /// <summary>Returns the task of an action with this identity.</summary>
    public SystemTask Task(string action, AuditClass kept = AuditClass.Admin)
    {
        var task = SystemTask.OfOperator(action, kept);
        return caller is null ? task : task with { Actor = new(ActorKind.User, caller.UserId) };
    }

    /// <summary>Finds the account by a login.</summary>
    public static Task<Account> FindAccountAsync(AdminSession session, string login, CancellationToken ct) =>
        FindAsync(session, login, $"There is no user {login}. Give a user name, an e-mail address or an id.", ct);

    static async Task<Account> FindAsync(AdminSession session, string login, string otherwise, CancellationToken ct)
    {
        await using var db = await session.DataSource.OpenConnectionAsync(ct);
        return await session.Get<AccountDirectory>().FindByLoginAsync(db, login, ct) ?? throw new CommandException(otherwise);
    }

    /// <summary>Finds the id of a login; an id stays itself, even after its account is deleted.</summary>
    public static async Task<Guid> FindUserAsync(AdminSession session, string login, CancellationToken ct) =>
        Guid.TryParse(login, out var id) ? id : (await FindAccountAsync(session, login, ct)).Id;

    /// <summary>Resolves a scope: a chapter may be given as a group.</summary>
    public static async Task<ScopeFacts> FindScopeAsync(
        AdminSession session, NpgsqlConnection db, Scope scope, CancellationToken ct) =>
        await session.Get<Authorizer>().FindScopeAsync(db, scope, ct)
        ?? throw new CommandException($"There is no {scope}.");

    public static Caller AsCaller(Account account) =>
        new(account.Id, account.Name, account.PrimaryRole, account.PlatformRole);
}
