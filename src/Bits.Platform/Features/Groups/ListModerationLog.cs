using Bits.Membership;
using Bits.Platform.Accounts;
using Bits.Platform.Auth;
using Bits.Platform.Rpc;

namespace Bits.Platform.Features.Groups;

/// <summary>Lists what moderators did in a group, the latest first: bans and their ends, removals, changes of roles. Members
/// read who did what; only moderators read the reasons. Omits who joined and who left.</summary>
[Rpc(
    "groups.v1/ListModerationLog", GroupCapabilities.ReadModeration, Reads = true,
    Example = """{"groupId":"0198c1d2-7d3a-7c41-9f0e-3a5b8e6d2f10","limit":20}""",
    Answer = """{"entries":[{"at":"2026-11-23T18:00:00Z","kind":"banned","userId":"0198c1d2-7d3a-7c41-9f0e-3a5b8e6d2f11","userName":"Bikram Das","actorId":"0198c1d2-7d3a-7c41-9f0e-3a5b8e6d2f12","actorName":"Asha Rao","fromRole":"member","toRole":"member","until":null,"reason":null}],"nextCursor":null}""")]
public sealed class ListModerationLog(Memberships memberships, AccountDirectory accounts, Authorizer authorizer)
    : IRpc<ListModerationLog.Request, ListModerationLog.Response>
{
    /// <summary>Lists the acts of moderators.</summary>
    public enum Act
    {
        /// <summary>Banned the user, member or not.</summary>
        Banned,

        /// <summary>Changed the end of the ban.</summary>
        BanChanged,

        /// <summary>Lifted the ban, or it ended.</summary>
        BanLifted,

        /// <summary>Removed the member.</summary>
        Removed,

        /// <summary>Gave the member another role.</summary>
        RoleChanged,
    }

    /// <summary>The page to list.</summary>
    /// <param name="GroupId">The group.</param>
    /// <param name="Limit">The maximum page size, 1 to 100.</param>
    /// <param name="Cursor">The nextCursor of the previous page; null for the first page.</param>
    public sealed record Request(
        Guid GroupId,
        [property: PageSize] int Limit = 20,
        [property: PageCursor] string? Cursor = null) : IScopedRequest
    {
        Scope IScopedRequest.Scope => Scope.Group(GroupId);
    }

    /// <summary>A page.</summary>
    /// <param name="Entries">The entries.</param>
    /// <param name="NextCursor">The cursor of the next page; null on the last page.</param>
    public sealed record Response(IReadOnlyList<Entry> Entries, string? NextCursor);

    /// <summary>An entry of the log.</summary>
    /// <param name="At">The time.</param>
    /// <param name="Kind">What was done.</param>
    /// <param name="UserId">The user to whom it was done.</param>
    /// <param name="UserName">Their name; null when the account is gone.</param>
    /// <param name="ActorId">The moderator; null for the platform.</param>
    /// <param name="ActorName">The moderator's name; null when the account is gone.</param>
    /// <param name="FromRole">The role before; null without one.</param>
    /// <param name="ToRole">The role after.</param>
    /// <param name="Until">The end of a ban; null without one.</param>
    /// <param name="Reason">The reason; null for callers who are not moderators.</param>
    public sealed record Entry(
        DateTimeOffset At, Act Kind, Guid UserId, string? UserName, Guid? ActorId, string? ActorName, MemberRole? FromRole,
        MemberRole ToRole, DateTimeOffset? Until, string? Reason);

    /// <inheritdoc />
    public async Task<Response> HandleAsync(Request request, RpcContext call, CancellationToken ct)
    {
        var after = call.Cursors.Read<ModerationPlace>(request.Cursor);
        var lines = await memberships.History.ListModerationAsync(call.Db, call.Scope, after, request.Limit, ct);
        var names = await accounts.ListNamesAsync(
            call.Db, lines.SelectMany(line => new[] { line.UserId, line.ActorId }).OfType<Guid>(), ct);
        var reasons = await authorizer.DecideAsync(
            call.Db, call.Caller, Capabilities.MembershipReadHistory, new(call.Scope, ScopeVisibility.Private), ct);

        return new(
            [.. lines.Select(line => AsEntry(line, names, reasons.Allowed ? line.Reason : null))],
            call.Cursors.Next(lines, request.Limit, l => new ModerationPlace(l.At, l.UserId, l.Version)));
    }

    static Entry AsEntry(Transition line, IReadOnlyDictionary<Guid, string> names, string? reason) => new(
        line.At, KindOf(line), line.UserId, names.GetValueOrDefault(line.UserId), line.ActorId,
        line.ActorId is { } actor ? names.GetValueOrDefault(actor) : null, line.FromRole, line.ToRole,
        line.ToState == MemberState.Banned ? line.Until : null, reason);

    static Act KindOf(Transition line) => (line.FromState, line.ToState) switch
    {
        (MemberState.Banned, MemberState.Banned) => Act.BanChanged,
        (_, MemberState.Banned) => Act.Banned,
        (MemberState.Banned, _) => Act.BanLifted,
        (_, MemberState.Left) => Act.Removed,
        (_, MemberState.Active) => Act.RoleChanged,
    };
}
