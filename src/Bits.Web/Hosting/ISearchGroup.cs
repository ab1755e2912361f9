using Bits.Pages.Hosting;

namespace Bits.Web.Hosting;

/// <summary>The results of one surface in the search over everything, given by the feature that finds more there than the index:
/// what some see and others do not.</summary>
interface ISearchGroup
{
    /// <summary>Gets the surface; the index is not asked about it if the group finds something.</summary>
    string Surface { get; }

    /// <summary>Finds the first results for a text of words alone.</summary>
    /// <returns>Null for none: the index may correct the words.</returns>
    Task<SearchGroupResults?> FindAsync(string text, ScreenCall call, CancellationToken ct);

    /// <summary>Finds what to suggest while such a text is typed; null for nothing.</summary>
    Task<View?> SuggestAsync(string text, ScreenCall call, CancellationToken ct);
}

/// <summary>The first results of a surface.</summary>
/// <param name="Total">The number of all.</param>
/// <param name="View">Shows the first.</param>
public sealed record SearchGroupResults(long Total, View View);
