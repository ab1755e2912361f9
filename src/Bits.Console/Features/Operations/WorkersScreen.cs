using Bits.Console.Live;
using Bits.Jobs;
using Bits.Pages.Hosting;

namespace Bits.Console.Features.Operations;

/// <summary>Lists the workers.</summary>
sealed class WorkersScreen(JobsWatch watch) : IScreen
{
    public async Task<View> ShowAsync(ScreenCall call, CancellationToken ct) => View.Of<WorkersView, WorkersModel>(
        "Workers", new((await call.TryReadAsync(() => watch.LookAsync(ct)))?.Workers ?? []));
}

/// <summary>The model of the workers page.</summary>
public sealed record WorkersModel(IReadOnlyList<WorkerSummary> Workers);
