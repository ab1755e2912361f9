using Bits.Load.Database;
using Bits.Platform;
using Bits.Search;

namespace Bits.Load.Search;

/// <summary>Searches as a caller does, page after page.</summary>
sealed class CollectionSearch(LoadSchema schema)
{
    readonly Searcher _searcher = new(schema.DataSource);

    /// <summary>The ids that a walk through the pages finds, in their order.</summary>
    public async Task<IReadOnlyList<string>> FindAsync(
        string text, int depth, CancellationToken ct, params string[] surfaces)
    {
        var found = new List<string>();
        string? after = null;
        do
        {
            var page = await _searcher.SearchAsync(
                new(text, [AudienceTags.Institute])
                {
                    Limit = Math.Min(100, depth),
                    After = after,
                    Surfaces = surfaces.Length > 0 ? surfaces : null,
                }, ct);
            found.AddRange(page.Hits.Select(hit => hit.EntityId));
            after = page.Next;
        }
        while (after is not null && found.Count < depth);

        return found;
    }
}
