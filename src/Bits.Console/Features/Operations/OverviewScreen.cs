using Bits.Console.Hosting;
using Bits.Console.Live;
using Bits.Jobs;
using Bits.Pages.Hosting;

namespace Bits.Console.Features.Operations;

/// <summary>Shows the state of jobs, live.</summary>
sealed class OverviewScreen(JobsWatch watch, ConsoleDatabase database) : IScreen
{
    const int ShownGroups = 5;

    readonly JobInspector _jobs = new(database.DataSource);

    public async Task<View> ShowAsync(ScreenCall call, CancellationToken ct) => View.Of<OverviewView, OverviewModel>("Overview", new(
        await call.TryReadAsync(() => watch.LookAsync(ct)),
        [.. (await call.TryReadAsync(() => _jobs.ListFailureGroupsAsync(ct)) ?? []).Take(ShownGroups)]));
}

/// <summary>The model of the overview.</summary>
public sealed record OverviewModel(JobsNow? Now, IReadOnlyList<FailureGroup> Failures);
