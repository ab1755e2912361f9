using System.CommandLine;
using Bits.Platform.Audit;
using Bits.Platform.Auth;
using Bits.Platform.Features.People;
using Bits.Platform.Rpc;

namespace Adminctl.People;

/// <summary><c>adminctl privacy</c></summary>
static class PrivacyCommands
{
    public static Command Create() => new("privacy", "Export and erase personal data.")
    {
        Export(), Erase(),
    };

    static Command Export()
    {
        var (user, asUser) = (CommandOptions.User(), CommandOptions.As());
        var command = new Command("export", "Print all data about a person as JSON. Audited.") { user, asUser };
        command.SetAction((parsed, ct) => ExportAsync(parsed.GetRequiredValue(user), parsed.GetValue(asUser), ct));
        return command;
    }

    static async Task<int> ExportAsync(string login, string? asUser, CancellationToken ct)
    {
        await using var session = await AdminSession.OpenAsync(ct);
        var hand = await ActingPrincipal.OpenAsync(session, asUser, ct);
        await hand.RequireAsync(Capabilities.PrivacyExport, scope: null, ct);
        var user = await ActingPrincipal.FindUserAsync(session, login, ct);

        var task = hand.Task(PersonExport.Action, AuditClass.Security);
        AdminOutput.Json(await session.Get<PersonExport>().RunAsync(user, task, ct));
        return ExitCodes.Done;
    }

    static Command Erase()
    {
        var (user, asUser, reason) = (CommandOptions.User(), CommandOptions.As(), CommandOptions.Reason());
        var (yes, json) = (CommandOptions.Yes(), CommandOptions.Json());
        var command = new Command(
            "erase",
            "Erase a person: account, sessions, number, memberships, their texts, and mentions of them. "
            + "Bans and the facts of the ledger stay. Cannot be undone.")
        {
            user, reason, asUser, yes, json,
        };
        command.SetAction((parsed, ct) => EraseAsync(
            parsed.GetRequiredValue(user), parsed.GetValue(asUser), parsed.GetRequiredValue(reason), parsed.GetValue(yes),
            parsed.GetValue(json), ct));
        return command;
    }

    static async Task<int> EraseAsync(
        string login, string? asUser, string reason, bool yes, bool json, CancellationToken ct)
    {
        AdminOutput.Confirm(yes, $"Erase {login}? This cannot be undone.");

        await using var session = await AdminSession.OpenAsync(ct);
        var hand = await ActingPrincipal.OpenAsync(session, asUser, ct);
        await hand.RequireAsync(Capabilities.PrivacyErase, scope: null, ct);
        var user = await ActingPrincipal.FindUserAsync(session, login, ct);
        var report = await EraseAsync(session, user, hand.Task(PersonErasure.Action, AuditClass.Security), reason, ct);

        if (json)
            AdminOutput.Json(report);
        else
            AdminOutput.Table(["part", "rows erased"], report.Rows.Select(part => (string[])[part.Key, $"{part.Value}"]));
        return ExitCodes.Done;
    }

    static async Task<ErasureReport> EraseAsync(
        AdminSession session, Guid user, SystemTask task, string reason, CancellationToken ct)
    {
        try
        {
            return await session.Get<PersonErasure>().RunAsync(user, task, reason, ct);
        }
        catch (FaultException e)
        {
            throw new CommandException($"Nothing was erased: {e.Message}");
        }
    }
}
