using Bits.Search;
using Npgsql;

namespace Bits.Platform.Maintenance;

/// <summary>Lists the documents of a feature for the index; each feature that writes documents has one.</summary>
public interface ISearchOwner
{
    /// <summary>Gets the surface.</summary>
    string Surface { get; }

    /// <summary>Lists every document in its current form, in any order, each once.</summary>
    IAsyncEnumerable<SearchDocument> ListAsync(NpgsqlConnection db, CancellationToken ct);
}
