using System.CommandLine;
using Bits.Membership;
using Bits.Platform.Auth;

namespace Adminctl.Membership;

/// <summary><c>adminctl explain</c></summary>
static class ExplainCommand
{
    public static Command Create()
    {
        var (user, scope, json) = (CommandOptions.User(), CommandOptions.Scope(required: false), CommandOptions.Json());
        var can = new Option<string>("--can") { HelpName = "CAPABILITY", Required = true, Description = "The capability, such as groups.post." };
        can.AcceptOnlyFromAmong([.. Capabilities.Table.Select(rule => rule.Name)]);
        var command = new Command(
            "explain", "Explain whether a user has a capability, the deciding rule, and what would change it. Exit code 4 for no.")
        {
            user, can, scope, json,
        };
        command.SetAction((parsed, ct) => RunAsync(
            parsed.GetRequiredValue(user), parsed.GetRequiredValue(can),
            parsed.GetResult(scope) is null ? null : parsed.GetValue(scope), parsed.GetValue(json), ct));
        return command;
    }

    static async Task<int> RunAsync(string login, string capability, Scope? scope, bool json, CancellationToken ct)
    {
        if (Capabilities.Get(capability).Scoped != scope.HasValue)
            throw new CommandException($"{capability} {(scope.HasValue ? "has no scope. Remove --scope." : "needs a scope. Add --scope.")}");

        await using var session = await AdminSession.OpenAsync(ct);
        var account = await ActingPrincipal.FindAccountAsync(session, login, ct);
        await using var db = await session.DataSource.OpenConnectionAsync(ct);
        var facts = scope is { } s ? await ActingPrincipal.FindScopeAsync(session, db, s, ct) : null;
        var explanation = await session.Get<Authorizer>().ExplainAsync(db, ActingPrincipal.AsCaller(account), capability, facts, ct);

        if (json)
            AdminOutput.Json(explanation);
        else
            Print(account.Name, capability, explanation);
        return explanation.Decision.Allowed ? ExitCodes.Done : ExitCodes.No;
    }

    static void Print(string name, string capability, Explanation explanation)
    {
        var (allowed, rule, why) = explanation.Decision;
        Console.WriteLine($"{(allowed ? "yes" : "no")}: {name}, {capability}");
        Console.WriteLine($"  decided by {rule}: {why}");
        foreach (var fact in explanation.Facts)
            Console.WriteLine($"  {fact}");
        foreach (var change in explanation.WouldChange)
            Console.WriteLine($"  would change it: {change}");
    }
}
