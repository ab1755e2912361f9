using System.CommandLine;
using Bits.Platform.Demo;
using Spectre.Console;

namespace Adminctl.Demo;

/// <summary><c>adminctl demo</c></summary>
static class DemoCommands
{
    public static Command Create() => new("demo", "Manage demo data. In Development only.") { Seed() };

    static Command Seed()
    {
        var users = NumberOption.Whole("--users", "The number of users", usual: 2_000, least: 10, most: 2_000_000);
        var command = new Command("seed", "Seed the database with a fictional network. The same number gives the same data.") { users };
        command.SetAction((parsed, ct) => SeedAsync(parsed.GetValue(users), ct));
        return command;
    }

    static async Task<int> SeedAsync(int users, CancellationToken ct)
    {
        await using var session = await AdminSession.CreateAsync(ct);
        session.RequireDevelopment("demo data");
        await session.MigratedAsync(ct);

        await AnsiConsole.Progress()
            .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new ElapsedTimeColumn())
            .StartAsync(bars => session.Get<DemoData>().SeedAsync(users, new Bars(bars), ct));
        Console.WriteLine($"Demo data: {users} users, among them asha, bikram and chitra.");
        return ExitCodes.Done;
    }

    // One bar per step, synchronous and in order.
    sealed class Bars(ProgressContext context) : IProgress<DemoProgress>
    {
        readonly Dictionary<string, ProgressTask> _bars = [];

        public void Report(DemoProgress value)
        {
            if (!_bars.TryGetValue(value.Step, out var bar))
                _bars[value.Step] = bar = context.AddTask(value.Step, maxValue: value.Total);

            bar.Value = value.Done;
        }
    }
}
