using Bits.Console.Hosting;
using Bits.Jobs;

namespace Bits.Console.Screens.Failures;

/// <summary>Why jobs are dead: those that ended for the same reason together.</summary>
sealed class FailuresScreen(ConsoleDatabase database) : IScreen
{
    readonly JobInspector _jobs = new(database.DataSource);

    public async Task<View> ShowAsync(ScreenCall call, CancellationToken ct) => View.Of<FailuresView, FailuresModel>(
        "Failures", new(await call.TryReadAsync(() => _jobs.ListFailureGroupsAsync(ct)) ?? []));
}

/// <summary>What the page of failures shows.</summary>
public sealed record FailuresModel(IReadOnlyList<FailureGroup> Groups);
