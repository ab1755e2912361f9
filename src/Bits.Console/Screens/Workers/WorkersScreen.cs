using Bits.Console.Hosting;
using Bits.Console.Live;
using Bits.Jobs;

namespace Bits.Console.Screens.Workers;

/// <summary>Who works.</summary>
sealed class WorkersScreen(JobsWatch watch) : IScreen
{
    public async Task<View> ShowAsync(ScreenCall call, CancellationToken ct) => View.Of<WorkersView, WorkersModel>(
        "Workers", new((await call.TryReadAsync(() => watch.LookAsync(ct)))?.Workers ?? []));
}

/// <summary>What the page of workers shows.</summary>
public sealed record WorkersModel(IReadOnlyList<WorkerSummary> Workers);
