using Bits.Search.Ranking;
using Npgsql;

namespace Bits.Search.Paths;

/// <summary>Finds the documents that fit and that the caller may see: ids and ranks, no text. Two stand behind it, the
/// SQL path and the live index; each is the other's oracle.</summary>
interface ISearchPath
{
    /// <summary>The best documents after a place.</summary>
    /// <param name="db">The caller's open connection: in a transaction, its own changes count.</param>
    /// <param name="query">What to find, and for whom.</param>
    /// <param name="ct">Stops it.</param>
    ValueTask<PathPage> FindAsync(NpgsqlConnection db, PathQuery query, CancellationToken ct);

    /// <summary>How many documents fit, by surface; each up to <paramref name="cap"/>. Ignores place and limit.</summary>
    ValueTask<IReadOnlyDictionary<string, int>> CountAsync(
        NpgsqlConnection db, PathQuery query, int cap, CancellationToken ct);

    /// <summary>Whether a document may have been written since a moment; false is certain, and spares the statement that counts.</summary>
    bool MayHaveNew(ReadPoint since);
}

/// <summary>What a path is asked.</summary>
/// <param name="Query">The words.</param>
/// <param name="Group">Every word, or some.</param>
/// <param name="AudienceTags">What the caller holds: a document must share one. None finds nothing.</param>
/// <param name="AffinityTags">Those of them that give the boost for affinity.</param>
/// <param name="Surfaces">Where; null for everywhere.</param>
/// <param name="After">Behind which place; null for the first page.</param>
/// <param name="ReadPoint">When the walk began: with a place, what was written since is left out. Null on the first
/// page.</param>
/// <param name="Limit">How many at most, from 1.</param>
sealed record PathQuery(
    ParsedQuery Query, MatchGroup Group, string[] AudienceTags, string[] AffinityTags, string[]? Surfaces,
    RankedPlace? After, ReadPoint? ReadPoint, int Limit)
{
    /// <summary>Whether a document is of the group.</summary>
    public bool Has(in RankedDocument document) =>
        document.Clauses != 0 && (document.Clauses == Query.AllClauses) == (Group == MatchGroup.AllWords);
}

/// <summary>A place in the order: rank downwards, then id downwards.</summary>
readonly record struct RankedPlace(int Rank, long Id)
{
    /// <summary>Whether a document comes behind this place.</summary>
    public bool IsBefore(int rank, long id) => rank < Rank || (rank == Rank && id < Id);
}

/// <summary>A document that fits.</summary>
/// <param name="Id">The id of its row.</param>
/// <param name="Rank">In millionths.</param>
/// <param name="Clauses">The clauses that it fits, a bit each.</param>
readonly record struct RankedDocument(long Id, int Rank, ulong Clauses);

/// <summary>What a path found.</summary>
/// <param name="Documents">In order, at most the limit.</param>
/// <param name="IsComplete">False where the documents are the best of a bounded pool and not of all that fit.</param>
/// <param name="ReadPoint">The snapshot that they were read in.</param>
sealed record PathPage(IReadOnlyList<RankedDocument> Documents, bool IsComplete, ReadPoint ReadPoint);
