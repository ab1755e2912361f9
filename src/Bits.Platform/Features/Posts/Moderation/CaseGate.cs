using Bits.Membership;
using Bits.Platform.Accounts;
using Bits.Platform.Auth;
using Bits.Platform.Rpc;
using Npgsql;

namespace Bits.Platform.Features.Posts.Moderation;

/// <summary>Those who decide.</summary>
/// <param name="Users">The users.</param>
/// <param name="AreMembers">Whether they moderate the scope; else they are the platform's administrators.</param>
readonly record struct ModeratorList(IReadOnlyCollection<Guid> Users, bool AreMembers);

/// <summary>Opens cases to the moderators of their scopes, and appeals to the next rank. To others they do not exist.
/// </summary>
public sealed class CaseGate(PostGate gate, RankGate rank, Memberships memberships, AccountDirectory accounts)
{
    const int MaxToldOfRole = 100;

    /// <summary>Returns a case that the caller may decide on, and holds it until the transaction ends.</summary>
    /// <exception cref="FaultException">There is no such case, it is hidden from the caller, or it is about their own text.
    /// </exception>
    internal async Task<Case> GetAsync(RpcContext call, Guid caseId, CancellationToken ct)
    {
        var found = await FindAsync(call, caseId, ct) ?? throw NoCase(caseId);
        return found.AuthorId == call.Caller.UserId
            ? throw FaultException.PermissionDenied("own_content", "You wrote this yourself. Another moderator decides.")
            : found;
    }

    /// <summary>Returns a case whose appeal the caller may answer: with a higher rank than who decided, then. The platform's
    /// administrators answer for each other.</summary>
    /// <exception cref="FaultException">There is no such case, it is hidden from the caller, or a higher rank answers.
    /// </exception>
    internal async Task<Case> GetAppealedAsync(RpcContext call, Guid caseId, CancellationToken ct)
    {
        var found = await GetAsync(call, caseId, ct);
        return MayAnswer(found, call.Caller.UserId, await rank.RankAsync(call.Db, call.Caller, found.Scope, ct))
            ? found
            : throw FaultException.PermissionDenied(
                "not_the_next_rank", "A higher role than that of the moderator who decided answers this appeal.");
    }

    /// <summary>Returns a case whose decision the caller may undo, or that has none to undo.</summary>
    /// <exception cref="FaultException">There is no such case, it is hidden from the caller, a higher role has decided, or the
    /// decision stands after an appeal.</exception>
    internal async Task<Case> GetUndoableAsync(RpcContext call, Guid caseId, CancellationToken ct)
    {
        var found = await GetAsync(call, caseId, ct);
        var appeal = await Appeal.FindAsync(call.Db, found.Id, ct);
        var own = await rank.RankAsync(call.Db, call.Caller, found.Scope, ct);
        if (found is { Decision: null } or { UndoneAt: not null } || MayUndo(found, appeal, call.Caller.UserId, own))
            return found;

        throw appeal is { Outcome: AppealOutcome.Upheld }
            ? FaultException.PermissionDenied(
                "appeal_upheld", "This decision stands after an appeal. A higher role than that of the moderator who decided may undo it.")
            : FaultException.PermissionDenied(
                "decided_from_above", "A higher role than yours made this decision. Ask its author, or a user with that role.");
    }

    /// <summary>Returns the decided case about a text of the caller.</summary>
    /// <exception cref="FaultException">There is no such case, or it is about another's text.</exception>
    internal static async Task<Case> GetOwnAsync(RpcContext call, Guid caseId, CancellationToken ct) =>
        await Case.FindAsync(call.Db, caseId, ct) is { Decision: not null } found && found.AuthorId == call.Caller.UserId
            ? found
            : throw NoCase(caseId);

    /// <summary>Returns whether a user with this rank in the scope answers an appeal against a decision.</summary>
    internal static bool MayAnswer(Case found, Guid userId, int rank) =>
        userId != found.AuthorId && userId != found.DecidedBy && rank >= MemberRole.Moderator.Rank()
        && (rank > found.DecidedRank || rank == RankRules.PlatformRank);

    /// <summary>Returns whether a user with this rank in the scope may undo a decision: who made it, or their rank. After an
    /// appeal that left it standing, only those who answer appeals.</summary>
    internal static bool MayUndo(Case found, Appeal? appeal, Guid userId, int rank) =>
        userId != found.AuthorId
        && (appeal is { Outcome: AppealOutcome.Upheld }
            ? MayAnswer(found, userId, rank)
            : userId == found.DecidedBy || rank >= found.DecidedRank);

    /// <summary>Lists the members of the next rank who are to hear of an appeal; without one the platform's
    /// administrators.</summary>
    internal async Task<IReadOnlyCollection<Guid>> ListNextRankAsync(NpgsqlConnection db, Case found, CancellationToken ct)
    {
        Guid[] own = found.DecidedBy is { } decider ? [found.AuthorId, decider] : [found.AuthorId];
        return (await ListAboveAsync(db, found.Scope, found.DecidedRank ?? 0, own, ct)).Users;
    }

    /// <summary>Lists the moderators and higher of a scope, without the author of a text; without one the platform's
    /// administrators.</summary>
    internal Task<ModeratorList> ListModeratorsAsync(NpgsqlConnection db, Scope scope, Guid author, CancellationToken ct) =>
        ListAboveAsync(db, scope, rank: 0, [author], ct);

    async Task<ModeratorList> ListAboveAsync(NpgsqlConnection db, Scope scope, int rank, Guid[] without, CancellationToken ct)
    {
        var found = new HashSet<Guid>();
        foreach (var role in Enum.GetValues<MemberRole>().Where(role => role.Rank() > rank && role.Rank() >= MemberRole.Moderator.Rank()))
            found.UnionWith((await memberships.ListByScopeAsync(
                db, scope, new(Role: role), after: null, MaxToldOfRole, ct)).Select(member => member.UserId));
        found.ExceptWith(without);
        if (found.Count > 0)
            return new(found, AreMembers: true);

        found.UnionWith(await accounts.ListAdministratorsAsync(db, MaxToldOfRole, ct));
        found.ExceptWith(without);
        return new(found, AreMembers: false);
    }

    // Asks the same of the database for a missing case as for one of a hidden group, and locks neither.
    async Task<Case?> FindAsync(RpcContext call, Guid caseId, CancellationToken ct)
    {
        var found = await Case.FindAsync(call.Db, caseId, ct);
        var rights = await gate.FindRightsAsync(call.Db, call.Caller, found?.Scope ?? Scope.Group(caseId), ct);
        return rights is not null && rights.May(PostCapabilities.Moderate) ? await Case.HoldAsync(call.Db, caseId, ct) : null;
    }

    static FaultException NoCase(Guid caseId) =>
        FaultException.NotFound("case_not_found", $"There is no case {caseId}, or it is hidden from you.");
}
