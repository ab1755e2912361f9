using System.CommandLine;
using Bits.Platform;

namespace Adminctl;

/// <summary><c>adminctl migrate</c></summary>
static class MigrateCommand
{
    public static Command Create()
    {
        var command = new Command("migrate", "Bring the database's schema up to date. Safe to run at any time, and twice at once.");
        command.SetAction(async (_, ct) =>
        {
            await using var session = await AdminSession.OpenAsync(ct: ct);
            var applied = await PlatformSchema.MigrateAsync(session.DataSource, ct);

            foreach (var script in applied)
                Console.WriteLine(script);
            Console.WriteLine(applied.Count == 0 ? "Nothing to do." : $"{applied.Count} scripts applied.");
            return ExitCodes.Done;
        });
        return command;
    }
}
