using Bits.Search.Ranking;
using Npgsql;

namespace Bits.Search.Paths;

/// <summary>Finds the matching documents that the caller may see: ids and ranks, no text. The SQL path and the live
/// index implement it; each is the other's test oracle.</summary>
interface ISearchPath
{
    /// <summary>Returns the best documents after a place.</summary>
    /// <param name="db">The caller's open connection: in a transaction, its own changes count.</param>
    /// <param name="query">The query and its caller.</param>
    /// <param name="ct">Stops the call.</param>
    ValueTask<PathPage> FindAsync(NpgsqlConnection db, PathQuery query, CancellationToken ct);

    /// <summary>Counts the matches by surface, each up to <paramref name="cap"/>. Ignores place and limit.</summary>
    ValueTask<IReadOnlyDictionary<string, int>> CountAsync(
        NpgsqlConnection db, PathQuery query, int cap, CancellationToken ct);

    /// <summary>Returns whether a document may have been written since a mark. False is certain, and saves the counting
    /// statement.</summary>
    bool MayHaveNew(SnapshotMark since);
}

/// <summary>A query of a path.</summary>
/// <param name="Query">The parsed words.</param>
/// <param name="Group">Every word, or some.</param>
/// <param name="AudienceTags">The tags of the caller; a document must share one. An empty list finds no document.</param>
/// <param name="AffinityTags">The caller's tags that give the boost for affinity.</param>
/// <param name="Surfaces">The surfaces; null for all.</param>
/// <param name="After">The place to continue after; null for the first page.</param>
/// <param name="SnapshotMark">The mark of the first page: later pages leave out what was written since. Null on the
/// first page.</param>
/// <param name="Limit">The maximum number of documents, from 1.</param>
sealed record PathQuery(
    ParsedQuery Query, MatchGroup Group, string[] AudienceTags, string[] AffinityTags, string[]? Surfaces,
    RankedPlace? After, SnapshotMark? SnapshotMark, int Limit)
{
    /// <summary>Gets the authors whose documents are left out, sorted.</summary>
    public Guid[] ExcludedAuthors { get; init; } = [];

    /// <summary>Gets whether the last word is still being typed.</summary>
    public bool IsTyping { get; } = Query.Clauses.Any(clause => clause.Alternatives.Any(a => a.Kind == MatchKind.Prefix));

    /// <summary>Returns whether a document belongs to the group.</summary>
    public bool Has(in RankedDocument document) =>
        document.Clauses != 0 && (document.Clauses == Query.AllClauses) == (Group == MatchGroup.AllWords);
}

/// <summary>A place in the order: descending rank, then descending id.</summary>
readonly record struct RankedPlace(int Rank, long Id)
{
    /// <summary>Returns whether a document comes after this place.</summary>
    public bool IsBefore(int rank, long id) => rank < Rank || (rank == Rank && id < Id);
}

/// <summary>A matching document.</summary>
/// <param name="Id">The id of its row.</param>
/// <param name="Rank">The rank in millionths.</param>
/// <param name="Clauses">The matched clauses, a bit each.</param>
readonly record struct RankedDocument(long Id, int Rank, ulong Clauses);

/// <summary>The result of a path.</summary>
/// <param name="Documents">The documents in order, at most the limit.</param>
/// <param name="IsComplete">False when the documents are the best of a bounded pool, not of all matches.</param>
/// <param name="SnapshotMark">The mark of the read.</param>
sealed record PathPage(IReadOnlyList<RankedDocument> Documents, bool IsComplete, SnapshotMark SnapshotMark);
