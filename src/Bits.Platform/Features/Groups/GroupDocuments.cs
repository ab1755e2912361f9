using System.Runtime.CompilerServices;
using Bits.Platform.Maintenance;
using Bits.Search;
using Npgsql;

namespace Bits.Platform.Features.Groups;

/// <summary>The documents of groups in the index: each group and each chapter.</summary>
sealed class GroupDocuments : ISearchOwner
{
    const int PageSize = 1_000;

    public string Surface => Surfaces.Groups;

    public async IAsyncEnumerable<SearchDocument> ListAsync(NpgsqlConnection db, [EnumeratorCancellation] CancellationToken ct)
    {
        for (var (page, after) = (PageSize, Guid.Empty); page == PageSize;)
        {
            var groups = await Group.ListAsync(db, after, PageSize, ct);
            foreach (var group in groups)
                yield return group.AsDocument();
            (page, after) = (groups.Count, groups.Count > 0 ? groups[^1].Id : after);
        }
    }

    public async Task<IReadOnlyDictionary<string, HitFacts>> DescribeAsync(
        NpgsqlConnection db, IReadOnlyCollection<string> entityIds, CancellationToken ct)
    {
        var ids = entityIds.Select(id => Guid.TryParse(id, out var group) ? group : default).Where(id => id != default).ToList();
        return ids.Count == 0
            ? new Dictionary<string, HitFacts>()
            : (await Group.ListAsync(db, ids, ct)).ToDictionary(
                group => group.Id.ToString(), group => new HitFacts(group.Scope, group.CreatedAt, $"/groups/{group.Id}"));
    }
}
