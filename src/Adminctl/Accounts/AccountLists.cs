using System.CommandLine;
using Bits.Membership;
using Bits.Platform.Accounts;
using Bits.Platform.Features.Directory.Verifying;

namespace Adminctl.Accounts;

/// <summary><c>adminctl accounts list | show</c></summary>
static class AccountLists
{
    const int MaxMemberships = 1_000;

    public static Command List()
    {
        var name = new Option<string?>("--name") { HelpName = "TEXT", Description = "Only accounts whose name has words that begin so." };
        var after = new Option<Guid?>("--after") { HelpName = "ID", Description = "Continue after this account, as printed by the previous page." };
        var (limit, json) = (CommandOptions.Limit(100), CommandOptions.Json());
        var command = new Command("list", "List accounts, those of machines and disabled ones too, the oldest first.") { name, after, limit, json };
        command.SetAction((parsed, ct) => ListAsync(
            parsed.GetValue(name), parsed.GetValue(after), parsed.GetValue(limit), parsed.GetValue(json), ct));
        return command;
    }

    public static Command Show()
    {
        var (user, json) = (CommandOptions.User(), CommandOptions.Json());
        var command = new Command("show", "Show an account and its memberships.") { user, json };
        command.SetAction((parsed, ct) => ShowAsync(parsed.GetRequiredValue(user), parsed.GetValue(json), ct));
        return command;
    }

    static async Task<int> ListAsync(string? name, Guid? after, int limit, bool json, CancellationToken ct)
    {
        await using var session = await AdminSession.OpenAsync(ct);
        await using var db = await session.DataSource.OpenConnectionAsync(ct);
        var accounts = await session.Get<AccountDirectory>().ListOverviewsAsync(db, name, after, limit, ct);

        if (json)
            AdminOutput.Json(accounts.Select(AsJson));
        else
            AdminOutput.Table(
                ["id", "user name", "name", "e-mail", "batch", "role", "state"],
                accounts.Select(a => (string[])
                [
                    $"{a.Account.Id}", a.Account.Username, a.Account.Name, a.Account.Email, $"{a.Account.Batch}",
                    a.Account.PlatformRole is { } role ? AdminOutput.Word(role) : "", State(a),
                ]));
        if (accounts.Count == limit)
            await Console.Error.WriteLineAsync($"· there are more: --after {accounts[^1].Account.Id}");
        return ExitCodes.Done;
    }

    static async Task<int> ShowAsync(string login, bool json, CancellationToken ct)
    {
        await using var session = await AdminSession.OpenAsync(ct);
        var found = await ActingPrincipal.FindAccountAsync(session, login, ct);
        await using var db = await session.DataSource.OpenConnectionAsync(ct);
        var account = (await session.Get<AccountDirectory>().FindOverviewAsync(db, found.Id, ct))!;
        var memberships = await session.Get<Memberships>().ListByUserAsync(db, found.Id, limit: MaxMemberships, ct: ct);
        var levels = (await session.Get<Verifications>().ListLevelsAsync(db, [found.Id], ct)).Select(level => level.Verification).ToList();

        if (json)
            AdminOutput.Json(new { account = AsJson(account), verifications = levels, memberships });
        else
            AdminOutput.Table(["what", "value"],
            [
                ["id", $"{account.Account.Id}"], ["user name", account.Account.Username], ["name", account.Account.Name],
                ["e-mail", account.Account.Email], ["relation", AdminOutput.Word(account.Account.PrimaryRole)],
                ["platform role", account.Account.PlatformRole is { } role ? AdminOutput.Word(role) : ""],
                ["batch", $"{account.Account.Batch}"], ["campus", account.Campus ?? ""], ["client id", account.ClientId ?? ""],
                ["created", AdminOutput.Time(account.CreatedAt)], ["state", State(account)],
                .. levels.Select(level => (string[])[$"verified by {AdminOutput.Word(level.Level)}", Duration(level)]),
                .. memberships.Select(m => (string[])[$"{m.Scope}", $"{AdminOutput.Word(m.Role)}, {AdminOutput.Word(m.State)} since {AdminOutput.Time(m.Since)}"]),
            ]);
        return ExitCodes.Done;
    }

    static string Duration(Verification level) => level.Until is { } until
        ? $"since {AdminOutput.Time(level.Since)} until {AdminOutput.Time(until)}"
        : $"since {AdminOutput.Time(level.Since)}";

    static string State(AccountOverview account) =>
        account.ErasedAt is { } erased ? $"erased {AdminOutput.Time(erased)}"
        : account.DisabledAt is { } disabled ? $"disabled {AdminOutput.Time(disabled)}"
        : "enabled";

    static object AsJson(AccountOverview account) => new
    {
        account.Account.Id,
        account.Account.Username,
        account.Account.Name,
        account.Account.Email,
        account.Account.PrimaryRole,
        account.Account.PlatformRole,
        account.Account.Batch,
        account.Campus,
        account.ClientId,
        account.CreatedAt,
        account.DisabledAt,
        account.ErasedAt,
    };
}
