using Bits.Pages.Hosting;

namespace Bits.Console.Hosting;

/// <summary>The screen of an unknown address within the console.</summary>
sealed class NowhereScreen : IScreen
{
    public Task<View> ShowAsync(ScreenCall call, CancellationToken ct) =>
        throw ScreenCall.NotThere("There is no page at this address.");
}
