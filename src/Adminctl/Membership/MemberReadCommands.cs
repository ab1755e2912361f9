using System.CommandLine;
using Bits.Membership;
using Bits.Platform.Accounts;

namespace Adminctl.Membership;

/// <summary><c>adminctl membership list | history | as-of</c></summary>
static class MemberReadCommands
{
    public static Command List()
    {
        var user = new Option<string?>("--user") { HelpName = "USER", Description = "List this user's memberships in all scopes." };
        var scope = CommandOptions.Scope(required: false);
        var state = new Option<MemberState?>("--state") { HelpName = "STATE", Description = "Only this state: active, banned, left. Default for a scope: active." };
        var role = CommandOptions.Role("Only this role, for a scope");
        var after = new Option<string?>("--after") { HelpName = "PLACE", Description = "Continue after this place, as printed by the previous page." };
        var (limit, json) = (CommandOptions.Limit(100), CommandOptions.Json());
        var command = new Command("list", "List the members of a scope, or the memberships of a user.")
        {
            scope, user, state, role, after, limit, json,
        };
        command.Validators.Add(result =>
        {
            if ((result.GetResult(user) is null) == (result.GetResult(scope) is null))
                result.AddError("Give either --scope or --user.");
        });
        command.SetAction((parsed, ct) => parsed.GetValue(user) is { } of
            ? ListByUserAsync(of, parsed.GetValue(state), parsed.GetValue(after), parsed.GetValue(limit), parsed.GetValue(json), ct)
            : ListByScopeAsync(
                parsed.GetValue(scope), new(parsed.GetValue(state) ?? MemberState.Active, parsed.GetValue(role)),
                parsed.GetValue(after), parsed.GetValue(limit), parsed.GetValue(json), ct));
        return command;
    }

    static async Task<int> ListByScopeAsync(
        Scope named, MemberFilter filter, string? after, int limit, bool json, CancellationToken ct)
    {
        if (after is not null && !Guid.TryParse(after, out _))
            throw new CommandException($"--after: '{after}' is no user id.");

        await using var session = await AdminSession.OpenAsync(ct);
        await using var db = await session.DataSource.OpenConnectionAsync(ct);
        var scope = (await ActingPrincipal.FindScopeAsync(session, db, named, ct)).Scope;
        var members = await session.Get<Memberships>().ListByScopeAsync(
            db, scope, filter, after is null ? null : Guid.Parse(after), limit, ct);
        var names = await session.Get<AccountDirectory>().ListNamesAsync(db, members.Select(m => m.UserId), ct);

        Print(members, json, "user", m => names.TryGetValue(m.UserId, out var name) ? $"{name} ({m.UserId})" : $"{m.UserId}");
        SayNext(members.Count == limit ? $"{members[^1].UserId}" : null);
        return ExitCodes.Done;
    }

    static async Task<int> ListByUserAsync(
        string login, MemberState? state, string? after, int limit, bool json, CancellationToken ct)
    {
        Scope? place = after is null ? null : ReadScope(after);
        await using var session = await AdminSession.OpenAsync(ct);
        var user = await ActingPrincipal.FindUserAsync(session, login, ct);
        var members = await session.Get<Memberships>().ListByUserAsync(user, state, place, limit, ct);

        Print(members, json, "scope", m => $"{m.Scope}");
        SayNext(members.Count == limit ? $"{members[^1].Scope}" : null);
        return ExitCodes.Done;
    }

    static Scope ReadScope(string text)
    {
        try
        {
            return Scope.Parse(text);
        }
        catch (FormatException e)
        {
            throw new CommandException($"--after: {e.Message}");
        }
    }

    static void Print(IReadOnlyList<Member> members, bool json, string first, Func<Member, string> name)
    {
        if (json)
            AdminOutput.Json(members);
        else
            AdminOutput.Table(
                [first, "state", "role", "since", "until", "by", "reason"],
                members.Select(m => (string[])
                [
                    name(m), AdminOutput.Word(m.State), m.Role.ToText(), AdminOutput.Time(m.Since), AdminOutput.Time(m.Until),
                    AdminOutput.Hand(m.ChangedBy), m.Reason,
                ]));
    }

    static void SayNext(string? place)
    {
        if (place is not null)
            Console.Error.WriteLine($"· there are more: --after {place}");
    }

    public static Command History()
    {
        var (user, scope, json) = (CommandOptions.User(), CommandOptions.Scope(), CommandOptions.Json());
        var after = new Option<int>("--after") { HelpName = "VERSION", Description = "Continue after this version." };
        var limit = CommandOptions.Limit(1_000);
        var command = new Command("history", "Show the history of a membership: time, actor, reason.") { user, scope, after, limit, json };
        command.SetAction((parsed, ct) => HistoryAsync(
            parsed.GetRequiredValue(user), parsed.GetValue(scope), parsed.GetValue(after), parsed.GetValue(limit), parsed.GetValue(json), ct));
        return command;
    }

    static async Task<int> HistoryAsync(string login, Scope named, int after, int limit, bool json, CancellationToken ct)
    {
        await using var session = await AdminSession.OpenAsync(ct);
        await using var db = await session.DataSource.OpenConnectionAsync(ct);
        var scope = (await ActingPrincipal.FindScopeAsync(session, db, named, ct)).Scope;
        var user = await ActingPrincipal.FindUserAsync(session, login, ct);
        var lines = await session.Get<Memberships>().History.ListAsync(db, user, scope, after, limit, ct);

        if (json)
            AdminOutput.Json(lines);
        else
            AdminOutput.Table(
                ["version", "at", "state", "role", "until", "by", "reason"],
                lines.Select(t => (string[])
                [
                    $"{t.Version}", AdminOutput.Time(t.At), Step(t.FromState, t.ToState), Step(t.FromRole, t.ToRole),
                    AdminOutput.Time(t.Until), AdminOutput.Hand(t.ActorId), t.Reason,
                ]));
        SayNext(lines.Count == limit ? $"{lines[^1].Version}" : null);
        return ExitCodes.Done;
    }

    static string Step<T>(T? from, T to) where T : struct, Enum =>
        from is { } f && !f.Equals(to) ? $"{AdminOutput.Word(f)} → {AdminOutput.Word(to)}" : AdminOutput.Word(to);

    public static Command AsOf()
    {
        var (user, scope, json) = (CommandOptions.User(), CommandOptions.Scope(), CommandOptions.Json());
        var at = CommandOptions.Time("--at", "When", required: true);
        var command = new Command("as-of", "Show a user's membership of a scope at a time.") { user, scope, at, json };
        command.SetAction((parsed, ct) => AsOfAsync(
            parsed.GetRequiredValue(user), parsed.GetValue(scope), parsed.GetValue(at)!.Value, parsed.GetValue(json), ct));
        return command;
    }

    static async Task<int> AsOfAsync(string login, Scope named, DateTimeOffset at, bool json, CancellationToken ct)
    {
        await using var session = await AdminSession.OpenAsync(ct);
        await using var db = await session.DataSource.OpenConnectionAsync(ct);
        var scope = (await ActingPrincipal.FindScopeAsync(session, db, named, ct)).Scope;
        var user = await ActingPrincipal.FindUserAsync(session, login, ct);
        var then = await session.Get<Memberships>().History.AsOfAsync(db, user, scope, at, ct);

        if (json)
            AdminOutput.Json(then);
        else
            Console.WriteLine(then switch
            {
                null => "no membership until then",
                { State: MemberState.Active } => $"active as {then.Value.Role.ToText()}",
                _ => $"{AdminOutput.Word(then.Value.State)}; last {then.Value.Role.ToText()}",
            });
        return ExitCodes.Done;
    }
}
