using System.Text.Json;
using Microsoft.Playwright;

namespace Bits.Testing;

/// <summary>Looks at pages as people see them: light and dark, wide and narrow. Each is loaded once.</summary>
public sealed class PageLook
{
    readonly BrowserTab _tab;
    readonly string _axe;
    readonly IReadOnlyList<int> _widths;
    readonly string? _wrongWhenNarrow;
    readonly Func<string, bool> _counts;
    bool _expectsMissing;

    PageLook(BrowserTab tab, string axe, IReadOnlyList<int> widths, string? wrongWhenNarrow, Func<string, bool> counts) =>
        (_tab, _axe, _widths, _wrongWhenNarrow, _counts) = (tab, axe, widths, wrongWhenNarrow, counts);

    /// <summary>What is wrong with the pages so far.</summary>
    public List<string> Problems { get; } = [];

    /// <summary>Creates one for a tab.</summary>
    /// <param name="tab">The tab.</param>
    /// <param name="ct">Stops waiting.</param>
    /// <param name="widths">The widths in pixels, the first also in the dark.</param>
    /// <param name="wrongWhenNarrow">A script that is true where something is wrong with a page at the last width.</param>
    /// <param name="counts">What of the findings of axe counts; default: all.</param>
    public static async Task<PageLook> CreateAsync(
        BrowserTab tab, CancellationToken ct, IReadOnlyList<int>? widths = null, string? wrongWhenNarrow = null,
        Func<string, bool>? counts = null) =>
        new(tab, await AxeCore.ReadAsync(ct), widths ?? [1_440, 800, 390], wrongWhenNarrow, counts ?? (_ => true));

    /// <summary>Loads a page and looks at it.</summary>
    /// <param name="address">The page.</param>
    /// <param name="status">The status it is to have.</param>
    public async Task AtAsync(string address, int status = 200)
    {
        await ShowAsync(ColorScheme.Light, _widths[0]);
        var answer = await _tab.Page.GotoAsync(address);
        if (answer!.Status != status)
            Problems.Add($"{address} has the status {answer.Status}");
        _expectsMissing |= status == 404;
        await _tab.Page.EvaluateAsync(_axe);

        foreach (var width in _widths)
            await LookAsync(address, ColorScheme.Light, width);
        if (_wrongWhenNarrow is not null && await _tab.Page.EvaluateAsync<bool>(_wrongWhenNarrow))
            Problems.Add($"{address}: {_wrongWhenNarrow}");
        await LookAsync(address, ColorScheme.Dark, _widths[0]);
    }

    /// <summary>Asserts that nothing was wrong, that no other host was asked, and that the browser complained of nothing but a
    /// page that was not to be there.</summary>
    /// <param name="host">The host.</param>
    public void AssertWhole(Uri host)
    {
        Assert.True(Problems.Count == 0, string.Join('\n', Problems));
        Assert.All(_tab.Requests, request => Assert.Equal(host.Authority, request.Authority));
        Assert.DoesNotContain(_tab.Complaints, line => !(_expectsMissing && line.Contains("404", StringComparison.Ordinal)));
    }

    async Task ShowAsync(ColorScheme scheme, int width)
    {
        await _tab.Page.EmulateMediaAsync(new() { ColorScheme = scheme });
        await _tab.Page.SetViewportSizeAsync(width, 900);
    }

    async Task LookAsync(string address, ColorScheme scheme, int width)
    {
        await ShowAsync(scheme, width);
        if (await _tab.Page.EvaluateAsync<bool>("document.documentElement.scrollWidth > innerWidth"))
            Problems.Add($"{address} is wider than {width}");
        var found = await _tab.Page.EvaluateAsync<JsonElement>(
            """
            axe.run(document, { resultTypes: ['violations'], preload: false })
                .then(result => result.violations.map(v => `${v.impact} ${v.id}: ${v.nodes[0].html}`))
            """);
        Problems.AddRange(found.EnumerateArray().Select(line => line.GetString()!).Where(_counts).Select(line => $"{address} {scheme} {width}: {line}"));
    }
}
