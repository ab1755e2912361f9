using Bits.Console.Hosting;
using Bits.Jobs;
using Bits.Pages.Hosting;

namespace Bits.Console.Features.Operations;

/// <summary>Lists periodic jobs and their next ticks.</summary>
sealed class PeriodicScreen(ConsoleDatabase database) : IScreen
{
    readonly JobInspector _jobs = new(database.DataSource);

    public async Task<View> ShowAsync(ScreenCall call, CancellationToken ct) =>
        View.Of<PeriodicView, PeriodicModel>("Periodic", new(await _jobs.ListPeriodicAsync(ct)));
}

/// <summary>The model of the periodic page.</summary>
public sealed record PeriodicModel(IReadOnlyList<PeriodicSummary> Jobs)
{
    const int Shown = 5;

    /// <summary>Returns the next ticks.</summary>
    public static IEnumerable<DateTimeOffset> Ticks(PeriodicSummary periodic)
    {
        var schedule = new Schedule(periodic.Cron, periodic.Zone);
        var tick = periodic.NextAt;
        for (var i = 0; i < Shown && tick is { } at; i++, tick = schedule.Next(at))
            yield return at;
    }
}
