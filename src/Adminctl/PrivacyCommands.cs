using System.CommandLine;
using Bits.Membership;
using Bits.Platform.Auth;

namespace Adminctl;

/// <summary><c>adminctl membership export | erase</c></summary>
static class PrivacyCommands
{
    public static Command Export()
    {
        var (user, asUser) = (CommandOptions.User(), CommandOptions.As());
        var command = new Command("export", "Print all that is kept about somebody's memberships, as JSON.") { user, asUser };
        command.SetAction((parsed, ct) => ExportAsync(parsed.GetRequiredValue(user), parsed.GetValue(asUser), ct));
        return command;
    }

    static async Task<int> ExportAsync(string login, string? asUser, CancellationToken ct)
    {
        await using var session = await AdminSession.OpenAsync(ct);
        await (await AdminHand.OpenAsync(session, asUser, ct)).RequireAsync(Capabilities.PrivacyExport, scope: null, ct);
        var user = await AdminHand.FindUserAsync(session, login, ct);

        AdminOutput.Json(await session.Get<Memberships>().ExportAsync(user, ct));
        return ExitCodes.Done;
    }

    public static Command Erase()
    {
        var (user, asUser, reason, yes, json) =
            (CommandOptions.User(), CommandOptions.As(), CommandOptions.Reason(), CommandOptions.Yes(), CommandOptions.Json());
        var command = new Command(
            "erase",
            "Take somebody out of every scope and remove all words about them. The facts of the ledger and bans stay; this cannot be undone.")
        {
            user, reason, asUser, yes, json,
        };
        command.SetAction((parsed, ct) => EraseAsync(
            parsed.GetRequiredValue(user), parsed.GetValue(asUser), parsed.GetRequiredValue(reason), parsed.GetValue(yes),
            parsed.GetValue(json), ct));
        return command;
    }

    static async Task<int> EraseAsync(string login, string? asUser, string reason, bool yes, bool json, CancellationToken ct)
    {
        AdminOutput.Confirm(yes, $"Erase {login}? This cannot be undone.");

        await using var session = await AdminSession.OpenAsync(ct);
        var hand = await AdminHand.OpenAsync(session, asUser, ct);
        await hand.RequireAsync(Capabilities.PrivacyErase, scope: null, ct);
        var user = await AdminHand.FindUserAsync(session, login, ct);
        var erasure = await hand.WriteAsync(
            "membership.erase", reason, (_, _, _) => Task.CompletedTask,
            async (call, by) =>
            {
                var done = await session.Get<Memberships>().EraseAsync(call.Db, user, by, ct);
                call.Audit.Target("user", user).If(done.LastOwnerOf.Count == 0);
                return done;
            }, ct);

        if (erasure.LastOwnerOf.Count > 0)
            throw new CommandException(
                $"Nothing was erased: {login} is the only owner of {string.Join(", ", erasure.LastOwnerOf)}; hand over first.");
        if (json)
            AdminOutput.Json(erasure);
        else
            Console.WriteLine($"{erasure.Left} memberships ended; the words of {erasure.ReasonsErased} lines of the ledger are removed.");
        return ExitCodes.Done;
    }
}
