using Bits.Console.Hosting;
using Bits.Console.Live;

namespace Bits.Console.Screens.Queues;

/// <summary>Queues and kinds, and what of them is stopped.</summary>
sealed class QueuesScreen(JobsWatch watch) : IScreen
{
    public async Task<View> ShowAsync(ScreenCall call, CancellationToken ct) =>
        View.Of<QueuesView, QueuesModel>("Queues", new(await call.TryReadAsync(() => watch.LookAsync(ct))));
}

/// <summary>What the page of queues shows.</summary>
public sealed record QueuesModel(JobsNow? Now);
