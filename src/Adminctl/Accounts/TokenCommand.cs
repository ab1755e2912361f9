using System.CommandLine;
using Bits.Platform.Accounts;
using Bits.Platform.Auth;

namespace Adminctl.Accounts;

/// <summary><c>adminctl token</c></summary>
static class TokenCommand
{
    public static Command Create()
    {
        var user = new Option<string>("--user") { HelpName = "NAME", Required = true, Description = "User name, e-mail address or id." };
        var hours = NumberOption.Decimal("--hours", "The validity in hours", usual: 12, least: 0.01, most: 8_760);
        var command = new Command("token", "Print a bearer token for a user. In Development only.") { user, hours };
        command.SetAction((parsed, ct) => RunAsync(parsed.GetRequiredValue(user), parsed.GetValue(hours), ct));
        return command;
    }

    static async Task<int> RunAsync(string login, double hours, CancellationToken ct)
    {
        await using var session = await AdminSession.OpenAsync(ct);
        session.RequireDevelopment("adminctl token");
        var issuer = DevelopmentIssuer.Open(session.Environment, session.Configuration);

        await using var db = await session.DataSource.OpenConnectionAsync(ct);
        var account = await session.Get<AccountDirectory>().FindByLoginAsync(db, login, ct)
            ?? throw new CommandException(
                $"There is no user {login}. Import people with: adminctl membership import people.csv, or: "
                + "adminctl demo seed");

        Console.WriteLine(issuer.Issue(account, TimeProvider.System.GetUtcNow(), TimeSpan.FromHours(hours)));
        return ExitCodes.Done;
    }
}
