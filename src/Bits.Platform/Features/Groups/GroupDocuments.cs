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
}
