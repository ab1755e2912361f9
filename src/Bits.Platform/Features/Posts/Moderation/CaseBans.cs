using Bits.Membership;
using Bits.Platform.Auth;
using Bits.Platform.Rpc;
using Bits.Shared;
using Npgsql;

namespace Bits.Platform.Features.Posts.Moderation;

/// <summary>Bans authors by decisions, and lifts these bans: a case keeps the version of the membership that its ban wrote, so
/// that undoing it leaves later bans and those of others.</summary>
public sealed class CaseBans(Memberships memberships, RankGate rank)
{
    /// <summary>Bans the author of the reported text from its scope.</summary>
    /// <exception cref="FaultException">The caller may not, or the author owns the scope.</exception>
    internal async Task BanAsync(RpcContext call, Case found, string reason, DateTimeOffset? until, CancellationToken ct)
    {
        await rank.RequireBanAsync(call.Db, call.Caller, found.Scope, found.AuthorId, ct);
        var outcome = await memberships.BanAsync(
            call.Db, found.AuthorId, found.Scope, Change.By(call.Caller.UserId, reason), until, ct);
        if (outcome == BanOutcome.Owner)
            throw FaultException.FailedPrecondition("owner", "This user is an owner of the group. Give them another role first.");

        var version = (await memberships.FindAsync(call.Db, found.AuthorId, found.Scope, ct))!.Version;
        if (outcome == BanOutcome.AlreadyBanned)
            await ShareAsync(call.Db, found, version, ct);
        else
            await KeepAsync(call.Db, found, version, ct);
    }

    /// <summary>Lifts the ban of an undone decision, unless it ended before, or another decision has the same ban.</summary>
    /// <exception cref="FaultException">A higher rank has set the ban.</exception>
    internal async Task LiftAsync(RpcContext call, Case found, string reason, CancellationToken ct)
    {
        var own = await memberships.FindAsync(call.Db, found.AuthorId, found.Scope, ct);
        if (own is not { State: MemberState.Banned } || own.Version != found.BanVersion || await IsSharedAsync(call.Db, found, ct))
            return;

        await rank.RequireUnbanAsync(call.Db, call.Caller, found.Scope, found.AuthorId, ct);
        await memberships.UnbanAsync(
            call.Db, found.AuthorId, found.Scope, Change.By(call.Caller.UserId, reason), AfterBan.AsBefore, ct);
    }

    // A changed end is a new version of the ban: it stays that of the earlier decision too.
    static Task<int> KeepAsync(NpgsqlConnection db, Case found, int version, CancellationToken ct)
    {
        const string sql = """
            update posts_case
            set ban_version = $4
            where id = $1 or (author_id = $2 and scope = $3 and ban_version = $4 - 1 and undone_at is null)
            """;

        return db.ExecuteAsync(sql, [found.Id, found.AuthorId, found.Scope.ToString(), version], ct);
    }

    // A ban that no decision wrote does not become that of this one.
    static Task<int> ShareAsync(NpgsqlConnection db, Case found, int version, CancellationToken ct)
    {
        const string sql = """
            update posts_case
            set ban_version = $4
            where id = $1 and exists (
                select from posts_case o
                where o.author_id = $2 and o.scope = $3 and o.ban_version = $4 and o.undone_at is null)
            """;

        return db.ExecuteAsync(sql, [found.Id, found.AuthorId, found.Scope.ToString(), version], ct);
    }

    static Task<bool> IsSharedAsync(NpgsqlConnection db, Case found, CancellationToken ct)
    {
        const string sql = """
            select exists (
                select from posts_case
                where author_id = $2 and scope = $3 and ban_version = $4 and undone_at is null and id <> $1)
            """;

        return db.FindAsync(
            sql, [found.Id, found.AuthorId, found.Scope.ToString(), found.BanVersion], row => row.GetBoolean(0), ct);
    }
}
