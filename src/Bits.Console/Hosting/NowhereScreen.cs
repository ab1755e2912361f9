namespace Bits.Console.Hosting;

/// <summary>An address below the console's at which there is no page.</summary>
sealed class NowhereScreen : IScreen
{
    public Task<View> ShowAsync(ScreenCall call, CancellationToken ct) =>
        throw ScreenCall.NotThere("There is no page at this address.");
}
