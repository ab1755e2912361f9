using Bits.Pages.Hosting;
using Bits.Web.Hosting;

namespace Bits.Web.Features.Home;

/// <summary>Shows the panels of all features.</summary>
sealed class HomeScreen(IEnumerable<IHomePanel> panels, SideParts side) : IScreen
{
    public async Task<View> ShowAsync(ScreenCall call, CancellationToken ct)
    {
        var shown = new List<(HomeColumn Column, View View)>();
        foreach (var panel in panels)
            if (await ReadAsync(panel, call, ct) is { } view)
                shown.Add((panel.Column, view));

        return View.Of<HomeView, HomeModel>("Home", new(
            [.. shown.Where(p => p.Column == HomeColumn.Main).Select(p => p.View)],
            [.. shown.Where(p => p.Column == HomeColumn.Side).Select(p => p.View)]));
    }

    Task<View?> ReadAsync(IHomePanel panel, ScreenCall call, CancellationToken ct) => panel.Column switch
    {
        HomeColumn.Main => panel.ShowAsync(call, ct),
        HomeColumn.Side => side.TryAsync(panel.GetType().Name, () => panel.ShowAsync(call, ct)),
    };
}

/// <summary>The model of the home page.</summary>
/// <param name="Main">The panels of the main column.</param>
/// <param name="Side">The panels beside it.</param>
public sealed record HomeModel(IReadOnlyList<View> Main, IReadOnlyList<View> Side);
