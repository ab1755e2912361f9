using Bits.Pages.Hosting;
using Bits.Platform;
using Bits.Web.Hosting;

namespace Bits.Web.Features.Searching;

/// <summary>Asks the features that find more than the index, and says which surfaces are left for the index.</summary>
sealed class SearchGroups(IEnumerable<ISearchGroup> groups)
{
    /// <summary>Finds the first results of each group; omits empty ones.</summary>
    /// <param name="text">The query.</param>
    /// <param name="surface">The surface to search; null for all.</param>
    /// <param name="call">The call of the page.</param>
    /// <param name="ct">Stops it.</param>
    public async Task<IReadOnlyList<FoundGroup>> FindAsync(string text, string? surface, ScreenCall call, CancellationToken ct)
    {
        var found = new List<FoundGroup>();
        foreach (var group in groups.Where(group => IsOfWordsAlone(text) && (surface is null || surface == group.Surface)))
            if (await group.FindAsync(text, call, ct) is { } results)
                found.Add(new(group.Surface, results.Total, results.View));
        return found;
    }

    /// <summary>Finds what each group suggests; omits empty ones.</summary>
    public async Task<IReadOnlyList<FoundGroup>> SuggestAsync(string text, ScreenCall call, CancellationToken ct)
    {
        var found = new List<FoundGroup>();
        foreach (var group in groups)
            if (await group.SuggestAsync(text, call, ct) is { } view)
                found.Add(new(group.Surface, Total: 0, view));
        return found;
    }

    /// <summary>Returns the surfaces that are left for the index; null for all.</summary>
    public static IReadOnlyList<string>? Left(IReadOnlyList<FoundGroup> found, string? surface) =>
        surface is not null ? [.. new[] { surface }.Except(found.Select(group => group.Surface))]
        : found.Count == 0 ? null
        : [.. Surfaces.All.Except(found.Select(group => group.Surface))];

    // What quotes, leaves out or chooses is in the language of the index.
    static bool IsOfWordsAlone(string text) =>
        !text.Contains('"', StringComparison.Ordinal)
        && !text.Split(' ').Any(word => word.StartsWith('-') || word is "OR" or "|");
}

/// <summary>The results of a group.</summary>
/// <param name="Surface">The surface.</param>
/// <param name="Total">The number of all; 0 for suggestions.</param>
/// <param name="View">Shows the first.</param>
public sealed record FoundGroup(string Surface, long Total, View View);
