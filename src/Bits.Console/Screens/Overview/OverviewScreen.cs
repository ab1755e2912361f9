using Bits.Console.Hosting;
using Bits.Console.Live;
using Bits.Jobs;

namespace Bits.Console.Screens.Overview;

/// <summary>How the work goes, at a glance and live.</summary>
sealed class OverviewScreen(JobsWatch watch, ConsoleDatabase database) : IScreen
{
    const int ShownGroups = 5;

    readonly JobInspector _jobs = new(database.DataSource);

    public async Task<View> ShowAsync(ScreenCall call, CancellationToken ct) => View.Of<OverviewView, OverviewModel>("Overview", new(
        await call.TryReadAsync(() => watch.LookAsync(ct)),
        [.. (await call.TryReadAsync(() => _jobs.ListFailureGroupsAsync(ct)) ?? []).Take(ShownGroups)]));
}

/// <summary>What the overview shows.</summary>
public sealed record OverviewModel(JobsNow? Now, IReadOnlyList<FailureGroup> Failures);
