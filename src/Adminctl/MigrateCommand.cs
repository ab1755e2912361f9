using System.CommandLine;
using Bits.Platform;

namespace Adminctl;

/// <summary><c>adminctl migrate</c></summary>
static class MigrateCommand
{
    public static Command Create()
    {
        var role = new Option<string?>("--app-role") { Description = "Grant this role what a running backend needs, and no more: it can add to the audit log and not change it." };
        var command = new Command("migrate", "Bring the database's schema up to date. Safe to run at any time, and twice at once.") { role };
        command.SetAction(async (parsed, ct) =>
        {
            await using var session = await AdminSession.CreateAsync(ct);
            var applied = await PlatformSchema.MigrateAsync(session.DataSource, ct);

            if (parsed.GetValue(role) is { } name)
                await PlatformSchema.GrantApplicationAsync(session.DataSource, name, ct);
            foreach (var script in applied)
                Console.WriteLine(script);
            Console.WriteLine(applied.Count == 0 ? "Nothing to do." : $"{applied.Count} scripts applied.");
            return ExitCodes.Done;
        });
        return command;
    }
}
