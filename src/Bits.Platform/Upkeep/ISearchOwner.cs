using Bits.Search;
using Npgsql;

namespace Bits.Platform.Upkeep;

/// <summary>Knows what belongs into the index: each feature that writes documents has one.</summary>
public interface ISearchOwner
{
    /// <summary>On which surface.</summary>
    string Surface { get; }

    /// <summary>Every document as it should be now, in any order, each once.</summary>
    IAsyncEnumerable<SearchDocument> ListAsync(NpgsqlConnection db, CancellationToken ct);
}
