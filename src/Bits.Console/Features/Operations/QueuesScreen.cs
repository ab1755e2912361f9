using Bits.Console.Live;
using Bits.Pages.Hosting;

namespace Bits.Console.Features.Operations;

/// <summary>Lists queues and kinds with their pauses.</summary>
sealed class QueuesScreen(JobsWatch watch) : IScreen
{
    public async Task<View> ShowAsync(ScreenCall call, CancellationToken ct) =>
        View.Of<QueuesView, QueuesModel>("Queues", new(await call.TryReadAsync(() => watch.LookAsync(ct))));
}

/// <summary>The model of the queues page.</summary>
public sealed record QueuesModel(JobsNow? Now);
