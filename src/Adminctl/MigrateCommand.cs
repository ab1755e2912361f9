using System.CommandLine;
using Bits.Platform;

namespace Adminctl;

/// <summary><c>adminctl migrate</c></summary>
static class MigrateCommand
{
    public static Command Create()
    {
        var role = new Option<string?>("--app-role") { Description = "Grant this role what a running backend needs, and no more: it can add to the audit log and not change it." };
        var operators = new Option<string?>("--operator-role") { Description = "Grant this role what adminctl needs: what --app-role has, and to erase a person from the audit log." };
        var command = new Command("migrate", "Bring the database's schema up to date. Safe to run at any time, and twice at once.") { role, operators };
        command.SetAction(async (parsed, ct) =>
        {
            await using var session = await AdminSession.CreateAsync(ct);
            var applied = await PlatformSchema.MigrateAsync(session.DataSource, ct);

            if (parsed.GetValue(role) is { } name)
                await PlatformSchema.GrantApplicationAsync(session.DataSource, name, ct);
            if (parsed.GetValue(operators) is { } operatorName)
                await PlatformSchema.GrantOperatorAsync(session.DataSource, operatorName, ct);
            foreach (var script in applied)
                Console.WriteLine(script);
            Console.WriteLine(applied.Count == 0 ? "Nothing to do." : $"{applied.Count} scripts applied.");
            return ExitCodes.Done;
        });
        return command;
    }
}
