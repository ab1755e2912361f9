using System.CommandLine;
using Bits.Platform.Accounts;
using Bits.Platform.Auth;

namespace Adminctl;

/// <summary><c>adminctl accounts</c></summary>
static class AccountsCommands
{
    public static Command Create() => new("accounts", "Accounts and their sessions; every command is audited.")
    {
        OnUser("end-sessions", "End every session of a user and every token issued so far; in force with the next call.",
            (session, id, ct) => session.Get<AccountKeeping>().EndSessionsAsync(id, ct)),
        Disable("disable", disabled: true, "Disable an account and end its sessions; in force with the next call."),
        Disable("enable", disabled: false, "Enable an account again."),
        SetRole(), SetService(), Login(),
    };

    static Command OnUser(string name, string description, Func<AdminSession, Guid, CancellationToken, Task> work)
    {
        var user = User();
        var command = new Command(name, description) { user };
        command.SetAction(async (parsed, ct) =>
        {
            await using var session = await AdminSession.OpenAsync(ct);
            var id = await FindAsync(session, parsed.GetRequiredValue(user), ct);
            await work(session, id, ct);
            Console.WriteLine("Done.");
            return ExitCodes.Done;
        });
        return command;
    }

    static Command Disable(string name, bool disabled, string description)
    {
        var user = User();
        var reason = new Option<string>("--reason") { Required = true, Description = "Why; kept in the audit log." };
        var command = new Command(name, description) { user, reason };
        command.SetAction(async (parsed, ct) =>
        {
            await using var session = await AdminSession.OpenAsync(ct);
            var id = await FindAsync(session, parsed.GetRequiredValue(user), ct);
            await session.Get<AccountKeeping>().DisableAsync(id, disabled, parsed.GetRequiredValue(reason), ct);
            Console.WriteLine("Done.");
            return ExitCodes.Done;
        });
        return command;
    }

    static Command SetRole()
    {
        var user = User();
        var role = new Option<string>("--role") { Required = true, Description = "viewer, operator, admin, or none." };
        role.AcceptOnlyFromAmong([.. Enum.GetNames<PlatformRole>().Select(name => name.ToLowerInvariant()), "none"]);
        var reason = new Option<string>("--reason") { Required = true, Description = "Why; kept in the audit log." };
        var command = new Command("set-role", "Give a user a role on the platform, or take it away; in force with the next call.") { user, role, reason };
        command.SetAction(async (parsed, ct) =>
        {
            await using var session = await AdminSession.OpenAsync(ct);
            var id = await FindAsync(session, parsed.GetRequiredValue(user), ct);
            PlatformRole? given = Enum.TryParse<PlatformRole>(parsed.GetRequiredValue(role), ignoreCase: true, out var one) ? one : null;
            await session.Get<AccountKeeping>().SetRoleAsync(id, given, parsed.GetRequiredValue(reason), ct);
            Console.WriteLine("Done.");
            return ExitCodes.Done;
        });
        return command;
    }

    static Command SetService()
    {
        var client = new Option<string>("--client-id") { Required = true, Description = "What the identity provider calls the machine." };
        var name = new Option<string>("--name") { Required = true, Description = "As it is to be read." };
        var capabilities = new Option<string[]>("--capability")
        {
            Required = true,
            AllowMultipleArgumentsPerToken = true,
            Description = "All that it may do; docs/reference/names.md has the list.",
        };
        var command = new Command("set-service", "Make an account for a machine, or give it other capabilities.") { client, name, capabilities };
        command.SetAction(async (parsed, ct) =>
        {
            var asked = parsed.GetRequiredValue(capabilities);
            if (asked.Except(Capabilities.Table.Select(rule => rule.Name)).FirstOrDefault() is { } unknown)
                throw new CommandException($"--capability: there is none called {unknown}.");

            await using var session = await AdminSession.OpenAsync(ct);
            Console.WriteLine(await session.Get<AccountKeeping>().SetServiceAsync(
                parsed.GetRequiredValue(client), parsed.GetRequiredValue(name), asked, ct));
            return ExitCodes.Done;
        });
        return command;
    }

    static Command Login()
    {
        var user = User();
        var address = CommandOptions.Address();
        var command = new Command("login", "Print a link that logs a browser in once, within ten minutes, and leads to the admin console. In Development only.") { user, address };
        command.SetAction(async (parsed, ct) =>
        {
            await using var session = await AdminSession.OpenAsync(ct);
            session.RequireDevelopment("adminctl accounts login");
            var id = await FindAsync(session, parsed.GetRequiredValue(user), ct);
            var root = parsed.GetRequiredValue(address);
            Console.WriteLine(new Uri(
                root, $"login/once?token={await session.Get<Sessions>().MakeLinkAsync(id, ct)}&returnUrl={root.AbsolutePath}admin"));
            return ExitCodes.Done;
        });
        return command;
    }

    static Option<string> User() => new("--user") { Required = true, Description = "User name, e-mail address or id." };

    static async Task<Guid> FindAsync(AdminSession session, string login, CancellationToken ct) =>
        (await AdminHand.FindAccountAsync(session, login, ct)).Id;
}
