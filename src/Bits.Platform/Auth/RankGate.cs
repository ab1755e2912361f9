using Bits.Membership;
using Bits.Platform.Accounts;
using Bits.Platform.Rpc;
using Npgsql;

namespace Bits.Platform.Auth;

/// <summary>Enforces <see cref="RankRules"/>, and explains denials. Reads the database in the caller's transaction.</summary>
public sealed class RankGate(Memberships memberships, AccountDirectory accounts)
{
    /// <summary>Throws unless the caller may end the user's membership.</summary>
    /// <exception cref="FaultException">The user does not exist, or the caller may not.</exception>
    public async Task RequireRemoveAsync(
        NpgsqlConnection db, Caller caller, Scope scope, Guid userId, CancellationToken ct)
    {
        var (actor, target) = await FindAsync(db, caller, scope, userId, ct);
        Require(RankRules.Remove(actor, RankOf(target), caller.UserId == userId));
    }

    /// <summary>Throws unless the caller may ban the user, or change the existing ban.</summary>
    /// <exception cref="FaultException">The user does not exist, or the caller may not.</exception>
    public async Task RequireBanAsync(
        NpgsqlConnection db, Caller caller, Scope scope, Guid userId, CancellationToken ct)
    {
        var (actor, target) = await FindAsync(db, caller, scope, userId, ct);
        var banner = target is { State: MemberState.Banned } ? await BannerRankAsync(db, target, ct) : (int?)null;
        Require(RankRules.Ban(actor, RankOf(target), caller.UserId == userId, banner));
    }

    /// <summary>Throws unless the caller may lift the user's ban; passes without a ban.</summary>
    /// <exception cref="FaultException">The user does not exist, or the caller may not.</exception>
    public async Task RequireUnbanAsync(
        NpgsqlConnection db, Caller caller, Scope scope, Guid userId, CancellationToken ct)
    {
        var (actor, target) = await FindAsync(db, caller, scope, userId, ct);
        if (target is { State: MemberState.Banned })
            Require(RankRules.Unban(actor, await BannerRankAsync(db, target, ct)));
    }

    /// <summary>Throws unless the caller may give the user this role, with or without a membership.</summary>
    /// <exception cref="FaultException">The user does not exist, or the caller may not.</exception>
    public async Task RequireRoleAsync(
        NpgsqlConnection db, Caller caller, Scope scope, Guid userId, MemberRole role, CancellationToken ct)
    {
        var (actor, target) = await FindAsync(db, caller, scope, userId, ct);
        Require(RankRules.GiveRole(actor, RankOf(target), role.Rank(), caller.UserId == userId));
    }

    /// <summary>Throws unless the caller may invite a user in this role.</summary>
    /// <exception cref="FaultException">The caller may not.</exception>
    public async Task RequireInviteAsync(
        NpgsqlConnection db, Caller caller, Scope scope, MemberRole role, CancellationToken ct) =>
        Require(RankRules.UpTo(await RankAsync(db, caller, scope, ct), role.Rank()));

    async Task<(int Actor, Member? Target)> FindAsync(
        NpgsqlConnection db, Caller caller, Scope scope, Guid userId, CancellationToken ct)
    {
        if (await accounts.FindAsync(db, userId, ct) is null)
            throw FaultException.NotFound("user_not_found", $"There is no user {userId}.");

        return (await RankAsync(db, caller, scope, ct), await memberships.FindAsync(db, userId, scope, ct));
    }

    /// <summary>Returns the caller's rank in a scope; 0 for a non-member.</summary>
    public async Task<int> RankAsync(NpgsqlConnection db, Caller caller, Scope scope, CancellationToken ct) =>
        RankRules.RankOf(caller.PlatformRole, await memberships.RoleAsync(db, caller.UserId, scope, ct));

    // An actor without a role in the scope banned as the platform's administrator.
    async Task<int> BannerRankAsync(NpgsqlConnection db, Member banned, CancellationToken ct)
    {
        if (banned.ChangedBy is not { } banner)
            return RankRules.PlatformRank;

        var ban = (await memberships.History.ListAsync(db, banned.UserId, banned.Scope, banned.Version - 1, limit: 1, ct))[0];
        return await memberships.History.AsOfAsync(db, banner, banned.Scope, ban.At, ct) is { State: MemberState.Active } then
            ? then.Role.Rank()
            : RankRules.PlatformRank;
    }

    static int RankOf(Member? target) => target is { State: MemberState.Active } ? target.Role.Rank() : 0;

    static void Require(Decision decision)
    {
        if (!decision.Allowed)
            throw FaultException.PermissionDenied(decision.Rule, decision.Why);
    }
}
