using System.CommandLine;
using Bits.Platform;

namespace Adminctl.Schema;

/// <summary><c>adminctl migrate</c></summary>
static class MigrateCommand
{
    public static Command Create()
    {
        var role = new Option<string?>("--app-role") { Description = "Grant this role the rights of a running backend only: it can add to the audit log, but not change it." };
        var operators = new Option<string?>("--operator-role") { Description = "Grant this role the rights of adminctl: those of --app-role, and to erase a person from the audit log." };
        var command = new Command("migrate", "Migrate the database's schema. Safe at any time, and twice at once.") { role, operators };
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
            Console.WriteLine(applied.Count == 0 ? "Nothing to migrate." : $"{applied.Count} scripts applied.");
            return ExitCodes.Done;
        });
        return command;
    }
}
