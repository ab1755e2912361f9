using Bits.Membership;
using Bits.Platform.Accounts;
using Bits.Platform.Audit;
using Bits.Platform.Auth;
using Bits.Platform.Rpc;
using Npgsql;

namespace Adminctl;

/// <summary>By whose hand a verb acts: a user's, whose capabilities and rank decide as they do in the calls, or the
/// system's, which may. One transaction a piece of work.</summary>
sealed class AdminHand(AdminSession session, Caller? caller)
{
    /// <summary>Finds the user of <c>--as</c>; without one it is the system.</summary>
    /// <exception cref="CommandException">Nobody knows the user.</exception>
    public static async Task<AdminHand> OpenAsync(AdminSession session, string? asUser, CancellationToken ct) =>
        new(session, asUser is null ? null : AsCaller(await FindUserOfAsAsync(session, asUser, ct)));

    /// <summary>The account that <c>--as</c> means.</summary>
    /// <exception cref="CommandException">Nobody knows the user.</exception>
    public static Task<Account> FindUserOfAsAsync(AdminSession session, string login, CancellationToken ct) =>
        FindAsync(session, login, $"--as: there is no user {login}; give a user name, an e-mail address or an id.", ct);

    /// <summary>Checks that it may.</summary>
    /// <exception cref="CommandException">It may not; the message says why and what would change it.</exception>
    public async Task RequireAsync(string capability, Scope? scope, CancellationToken ct)
    {
        if (caller is null)
            return;

        await using var db = await session.DataSource.OpenConnectionAsync(ct);
        var facts = scope is { } s ? await FindScopeAsync(session, db, s, ct) : null;
        var decision = await session.Get<Authorizer>().DecideAsync(db, caller, capability, facts, ct);
        if (!decision.Allowed)
            throw new CommandException($"{caller.Name} may not: {decision.Why} Ask: adminctl explain");
    }

    /// <summary>Works in a transaction with its audit event, and says what is wrong in words.</summary>
    /// <param name="action">What, for the audit log.</param>
    /// <param name="reason">Why.</param>
    /// <param name="rank">Whether the user may do this to whom it is done; asked for a user only.</param>
    /// <param name="work">The work.</param>
    /// <param name="ct">Stops it.</param>
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
        catch (ArgumentException e)
        {
            throw new CommandException(AdminOutput.Reason(e));
        }
    }

    /// <summary>A task by this hand.</summary>
    public SystemTask Task(string action, AuditClass kept = AuditClass.Admin)
    {
        var task = SystemTask.OfOperator(action, kept);
        return caller is null ? task : task with { Actor = new(ActorKind.User, caller.UserId) };
    }

    /// <summary>The account that is meant.</summary>
    public static Task<Account> FindAccountAsync(AdminSession session, string login, CancellationToken ct) =>
        FindAsync(session, login, $"There is no user {login}.", ct);

    static async Task<Account> FindAsync(AdminSession session, string login, string otherwise, CancellationToken ct)
    {
        await using var db = await session.DataSource.OpenConnectionAsync(ct);
        return await session.Get<AccountDirectory>().FindByLoginAsync(db, login, ct) ?? throw new CommandException(otherwise);
    }

    /// <summary>The id that is meant; of an account that is gone, the id itself.</summary>
    public static async Task<Guid> FindUserAsync(AdminSession session, string login, CancellationToken ct) =>
        Guid.TryParse(login, out var id) ? id : (await FindAccountAsync(session, login, ct)).Id;

    /// <summary>The scope that is meant, as the features know it: a chapter may be named as a group.</summary>
    public static async Task<ScopeFacts> FindScopeAsync(
        AdminSession session, NpgsqlConnection db, Scope scope, CancellationToken ct) =>
        await session.Get<Authorizer>().FindScopeAsync(db, scope, ct)
        ?? throw new CommandException($"There is no {scope}.");

    public static Caller AsCaller(Account account) =>
        new(account.Id, account.Name, account.PrimaryRole, account.PlatformRole);
}
