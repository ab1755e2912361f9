using System.CommandLine;
using Bits.Platform.Accounts;
using Bits.Platform.Auth;
using Bits.Platform.Features.Directory.Verifying;

namespace Adminctl.Accounts;

/// <summary><c>adminctl accounts</c></summary>
static class AccountsCommands
{
    public static Command Create() => new("accounts", "Accounts and their sessions; every change is audited.")
    {
        AccountLists.List(), AccountLists.Show(), CreateOne(),
        OnUser("end-sessions", "End every session of a user and every token issued so far. Takes effect with the next call.",
            (session, id, ct) => session.Get<AccountKeeping>().EndSessionsAsync(id, ct)),
        Disable("disable", disabled: true, "Disable an account and end its sessions. Takes effect with the next call."),
        Disable("enable", disabled: false, "Enable a disabled account."),
        SetRole(), SetService(), Verify(), Login(),
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

    static Command CreateOne()
    {
        var email = new Option<string>("--email") { HelpName = "ADDRESS", Required = true, Description = "The e-mail address; it finds the account at sign-in." };
        var name = new Option<string>("--name") { HelpName = "NAME", Required = true, Description = "The display name." };
        var batch = new Option<int?>("--batch") { HelpName = "YEAR", Description = "The year of graduation." };
        var campus = new Option<string?>("--campus") { HelpName = "CAMPUS", Description = "The campus." };
        var command = new Command("create", "Create the account of a person. An existing one of the address stays as it is.") { email, name, batch, campus };
        command.SetAction(async (parsed, ct) =>
        {
            await using var session = await AdminSession.OpenAsync(ct);
            var account = new NewAccount(parsed.GetRequiredValue(email), parsed.GetRequiredValue(name), parsed.GetValue(batch)) { Campus = parsed.GetValue(campus) };
            var (id, created) = await session.Get<AccountKeeping>().CreateAsync(account, ct);
            Console.WriteLine(id);
            if (!created)
                await Console.Error.WriteLineAsync("· the account existed; it stays as it is");
            return ExitCodes.Done;
        });
        return command;
    }

    static Command Disable(string name, bool disabled, string description)
    {
        var user = User();
        var reason = new Option<string>("--reason") { Required = true, Description = "The reason; kept in the audit log." };
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
        var reason = new Option<string>("--reason") { Required = true, Description = "The reason; kept in the audit log." };
        var command = new Command("set-role", "Set or remove the platform role of a user. Takes effect with the next call.") { user, role, reason };
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
        var client = new Option<string>("--client-id") { Required = true, Description = "The client id at the identity provider." };
        var name = new Option<string>("--name") { Required = true, Description = "The display name." };
        var capabilities = new Option<string[]>("--capability")
        {
            Required = true,
            AllowMultipleArgumentsPerToken = true,
            Description = "All capabilities of the machine; see docs/reference/names.md.",
        };
        var command = new Command("set-service", "Create an account for a machine, or replace its capabilities.") { client, name, capabilities };
        command.SetAction(async (parsed, ct) =>
        {
            var asked = parsed.GetRequiredValue(capabilities);
            if (asked.Except(Capabilities.Table.Select(rule => rule.Name)).FirstOrDefault() is { } unknown)
                throw new CommandException($"--capability: {unknown} is unknown. See docs/reference/names.md.");

            await using var session = await AdminSession.OpenAsync(ct);
            Console.WriteLine(await session.Get<AccountKeeping>().SetServiceAsync(
                parsed.GetRequiredValue(client), parsed.GetRequiredValue(name), asked, ct));
            return ExitCodes.Done;
        });
        return command;
    }

    static Command Verify()
    {
        var user = User();
        var until = CommandOptions.Time("--until", "The end; default: without end");
        var reason = new Option<string>("--reason") { Required = true, Description = "The reason; kept in the audit log." };
        var command = new Command("verify", "Record that the institute has a person in its records.") { user, until, reason };
        command.SetAction(async (parsed, ct) =>
        {
            await using var session = await AdminSession.OpenAsync(ct);
            var id = await FindAsync(session, parsed.GetRequiredValue(user), ct);
            await session.Get<PersonVerification>().RecordAsync(id, parsed.GetValue(until), parsed.GetRequiredValue(reason), ct);
            Console.WriteLine("Done.");
            return ExitCodes.Done;
        });
        return command;
    }

    static Command Login()
    {
        var user = User();
        var address = CommandOptions.Address();
        var command = new Command("login", "Print a one-time link, valid for ten minutes, that signs a browser in to the admin console. In Development only.") { user, address };
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
        (await ActingPrincipal.FindAccountAsync(session, login, ct)).Id;
}
