using Bits.Pages.Hosting;
using Bits.Web.Hosting;

namespace Bits.Web.Features.Home;

/// <summary>Shows the panels of all features.</summary>
sealed class HomeScreen(IEnumerable<IHomePanel> panels) : IScreen
{
    public async Task<View> ShowAsync(ScreenCall call, CancellationToken ct)
    {
        var shown = new List<(HomeColumn Column, View View)>();
        foreach (var panel in panels)
            if (await panel.ShowAsync(call, ct) is { } view)
                shown.Add((panel.Column, view));

        return View.Of<HomeView, HomeModel>("Home", new(
            [.. shown.Where(p => p.Column == HomeColumn.Main).Select(p => p.View)],
            [.. shown.Where(p => p.Column == HomeColumn.Side).Select(p => p.View)]));
    }
}

/// <summary>The model of the home page.</summary>
/// <param name="Main">The panels of the main column.</param>
/// <param name="Side">The panels beside it.</param>
public sealed record HomeModel(IReadOnlyList<View> Main, IReadOnlyList<View> Side);
