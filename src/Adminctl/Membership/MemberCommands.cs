using System.CommandLine;
using Bits.Membership;
using Bits.Platform.Audit;
using Bits.Platform.Auth;
using Npgsql;

namespace Adminctl.Membership;

/// <summary><c>adminctl membership add | remove | set-role | ban | unban</c>: for one or several users, one by one, in
/// one scope.</summary>
static class MemberCommands
{
    public static Command Add()
    {
        var role = CommandOptions.Role("The role; default member");
        var until = CommandOptions.Time("--until", "The end of the membership");
        var reinstate = new Option<bool>("--reinstate") { Description = "Lift an existing ban." };

        return Verb("add", "Add a member, or set the role and end of a member.", [role, until, reinstate], parsed =>
        {
            var (to, end, lifts) = (parsed.GetValue(role) ?? MemberRole.Member, parsed.GetValue(until), parsed.GetValue(reinstate));
            return new(
                Capabilities.MembershipAdd,
                async (rank, db, caller, scope, user, ct) =>
                {
                    await rank.RequireRoleAsync(db, caller, scope, user, to, ct);
                    if (lifts)
                        await rank.RequireUnbanAsync(db, caller, scope, user, ct);
                },
                async (memberships, db, scope, user, by, ct) => await memberships.AddMemberAsync(
                    db, new(user, scope, to, end), lifts ? OnBanned.Reinstate : OnBanned.Refuse, by, ct) switch
                {
                    AddOutcome.Banned => Refused("is banned; add --reinstate to lift the ban"),
                    AddOutcome.LastOwner => Refused("is the only owner; add another owner first"),
                    var outcome => Done(outcome),
                });
        });
    }

    public static Command Remove() => Verb("remove", "End a membership. A banned user stays banned.", [], _ => new(
        Capabilities.MembershipRemove,
        (rank, db, caller, scope, user, ct) => rank.RequireRemoveAsync(db, caller, scope, user, ct),
        async (memberships, db, scope, user, by, ct) => await memberships.RemoveMemberAsync(db, user, scope, by, ct) switch
        {
            RemoveOutcome.LastOwner => Refused("is the only owner; add another owner first"),
            var outcome => Done(outcome),
        })
    { AskForSeveral = "End the memberships of" });

    public static Command SetRole()
    {
        var role = CommandOptions.Role("The role", required: true);

        return Verb("set-role", "Set the role of a member.", [role], parsed =>
        {
            var to = parsed.GetValue(role)!.Value;
            return new(
                Capabilities.MembershipSetRole,
                (rank, db, caller, scope, user, ct) => rank.RequireRoleAsync(db, caller, scope, user, to, ct),
                async (memberships, db, scope, user, by, ct) => await memberships.SetRoleAsync(db, user, scope, to, by, ct) switch
                {
                    SetRoleOutcome.NotMember => Refused("is not a member; use add"),
                    SetRoleOutcome.LastOwner => Refused("is the only owner; add another owner first"),
                    var outcome => Done(outcome),
                });
        });
    }

    public static Command Ban()
    {
        var until = CommandOptions.Time("--until", "The end of the ban; default: until it is lifted");

        return Verb("ban", "Ban a user, member or not; or change the end of a ban.", [until], parsed =>
        {
            var end = parsed.GetValue(until);
            return new(
                Capabilities.MembershipBan,
                (rank, db, caller, scope, user, ct) => rank.RequireBanAsync(db, caller, scope, user, ct),
                async (memberships, db, scope, user, by, ct) => await memberships.BanAsync(db, user, scope, by, end, ct) switch
                {
                    BanOutcome.Owner => Refused("is an owner; give them another role first"),
                    var outcome => Done(outcome),
                })
            { AskForSeveral = "Ban" };
        });
    }

    public static Command Unban()
    {
        var restore = new Option<bool>("--restore") { Description = "Restore the membership before the ban. Default: free to join." };

        return Verb("unban", "Lift a ban.", [restore], parsed =>
        {
            var after = parsed.GetValue(restore) ? AfterBan.AsBefore : AfterBan.Left;
            return new(
                Capabilities.MembershipUnban,
                (rank, db, caller, scope, user, ct) => rank.RequireUnbanAsync(db, caller, scope, user, ct),
                async (memberships, db, scope, user, by, ct) =>
                    Done(await memberships.UnbanAsync(db, user, scope, by, after, ct)));
        });
    }

    static readonly AuditField InScope = new("scope");

    static Result Done<T>(T outcome) where T : struct, Enum => new(AdminOutput.Word(outcome), Refusal: null);

    static Result Refused(string why) => new(Outcome: null, why);

    static Command Verb(string name, string description, IEnumerable<Option> own, Func<ParseResult, Act> act)
    {
        var (users, scope, asUser, reason, json, yes) = (
            CommandOptions.Users(), CommandOptions.Scope(), CommandOptions.As(), CommandOptions.Reason(),
            CommandOptions.Json(), CommandOptions.Yes());
        var command = new Command(name, description) { users, scope, reason, asUser, json, yes };
        foreach (var option in own)
            command.Add(option);

        command.SetAction((parsed, ct) => RunAsync(
            act(parsed), parsed.GetRequiredValue(users), parsed.GetValue(scope), parsed.GetValue(asUser),
            parsed.GetRequiredValue(reason), parsed.GetValue(json), parsed.GetValue(yes), ct));
        return command;
    }

    static async Task<int> RunAsync(
        Act act, string[] users, Scope named, string? asUser, string reason, bool json, bool yes, CancellationToken ct)
    {
        if (users.Length > 1 && act.AskForSeveral is { } question)
            AdminOutput.Confirm(yes, $"{question} {users.Length} users in {named}?");

        await using var session = await AdminSession.OpenAsync(ct);
        var hand = await ActingPrincipal.OpenAsync(session, asUser, ct);
        await using var db = await session.DataSource.OpenConnectionAsync(ct);
        var scope = (await ActingPrincipal.FindScopeAsync(session, db, named, ct)).Scope;
        await hand.RequireAsync(act.Capability, scope, ct);

        var results = new List<UserResult>();
        foreach (var user in users)
            results.Add(await ActAsync(session, hand, act, scope, user, reason, ct));

        return Report(results, json);
    }

    static async Task<UserResult> ActAsync(
        AdminSession session, ActingPrincipal hand, Act act, Scope scope, string user, string reason, CancellationToken ct)
    {
        try
        {
            var id = (await ActingPrincipal.FindAccountAsync(session, user, ct)).Id;
            var result = await hand.WriteAsync(
                act.Capability, reason, (rank, db, caller) => act.Rank(rank, db, caller, scope, id, ct),
                async (call, by) =>
                {
                    var done = await act.Write(session.Get<Memberships>(), call.Db, scope, id, by, ct);
                    call.Audit.Target("user", id).Changed(InScope, from: null, scope).If(done.Refusal is null);
                    return done;
                }, ct);
            return new(user, result.Outcome, result.Refusal);
        }
        catch (CommandException e)
        {
            return new(user, Outcome: null, e.Message);
        }
    }

    static int Report(List<UserResult> results, bool json)
    {
        if (json)
            AdminOutput.Json(results);
        foreach (var result in results.Where(r => r.Refusal is not null || !json))
            (result.Refusal is null ? Console.Out : Console.Error).WriteLine(
                $"{result.User}: {result.Refusal ?? result.Outcome!.Replace('_', ' ')}");

        var refused = results.Count(r => r.Refusal is not null);
        return refused == 0 ? ExitCodes.Done : refused == results.Count ? ExitCodes.Failed : ExitCodes.SomeRejected;
    }

    // The parts of a command for one user: the capability, the needed rank, the write.
    sealed record Act(
        string Capability,
        Func<RankGate, NpgsqlConnection, Caller, Scope, Guid, CancellationToken, Task> Rank,
        Func<Memberships, NpgsqlConnection, Scope, Guid, Change, CancellationToken, Task<Result>> Write)
    {
        public string? AskForSeveral { get; init; }
    }

    readonly record struct Result(string? Outcome, string? Refusal);

    sealed record UserResult(string User, string? Outcome, string? Refusal);
}
