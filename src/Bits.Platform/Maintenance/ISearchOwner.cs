using Bits.Membership;
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

    /// <summary>Describes documents of the surface that a reader has found, by entity id; omits those of other owners.</summary>
    Task<IReadOnlyDictionary<string, HitFacts>> DescribeAsync(
        NpgsqlConnection db, IReadOnlyCollection<string> entityIds, CancellationToken ct);
}

/// <summary>What a client needs to draw and open a document, beside its text and author.</summary>
/// <param name="Scope">The scope of the document; null without one.</param>
/// <param name="CreatedAt">The time of creation.</param>
/// <param name="Address">The path of its page on the site.</param>
public sealed record HitFacts(Scope? Scope, DateTimeOffset CreatedAt, string Address);
