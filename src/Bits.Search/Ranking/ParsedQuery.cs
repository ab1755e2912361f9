namespace Bits.Search.Ranking;

/// <summary>A query, analysed and weighted; the same for both paths. Immutable.</summary>
/// <param name="Terms">The terms to count in a document, each once. At most 512.</param>
/// <param name="Clauses">The clauses of the caller, at most 64; a document matches a clause with one of its
/// alternatives.</param>
/// <param name="Excluded">The terms that a document must not have, as indexes of <paramref name="Terms"/>.</param>
/// <param name="Scoring">The parameters of the rank.</param>
sealed record ParsedQuery(
    IReadOnlyList<QueryTerm> Terms, IReadOnlyList<Clause> Clauses, IReadOnlyList<int> Excluded, Scoring Scoring)
{
    /// <summary>The maximum number of clauses.</summary>
    public const int MaxClauses = 64;

    /// <summary>Gets the mask of a document that matches every clause.</summary>
    public ulong AllClauses { get; } = Clauses.Count == MaxClauses ? ulong.MaxValue : (1ul << Clauses.Count) - 1;

    /// <summary>Gets the term of the exact title, as an index of <see cref="Terms"/>; null when the query cannot be a
    /// title.</summary>
    public int? ExactTitle { get; init; }

    /// <summary>Gets whether the query can find documents: excluded words alone find no document.</summary>
    public bool HasWords => Clauses.Count > 0;
}

/// <summary>A clause of the query.</summary>
/// <param name="Text">The text as typed.</param>
/// <param name="Alternatives">The terms that match the clause, at least one.</param>
sealed record Clause(string Text, IReadOnlyList<Alternative> Alternatives);

/// <summary>A term that matches a clause.</summary>
/// <param name="Term">Its index in <see cref="ParsedQuery.Terms"/>.</param>
/// <param name="Weight">The idf of the lexeme times the factor of the kind.</param>
/// <param name="Kind">The kind of the match.</param>
/// <param name="Frequency">The number of documents that may have the term, by the statistics.</param>
readonly record struct Alternative(int Term, double Weight, MatchKind Kind, long Frequency);

/// <summary>Lists the kinds of matches of a word.</summary>
enum MatchKind
{
    /// <summary>The word, in any form.</summary>
    Word,

    /// <summary>The word in the title, exactly as written. Every such document also has the word in any form.</summary>
    Form,

    /// <summary>The words in this order.</summary>
    Phrase,

    /// <summary>A word with this prefix.</summary>
    Prefix,

    /// <summary>A synonym or a nickname.</summary>
    Synonym,

    /// <summary>A name that sounds the same.</summary>
    Sound,

    /// <summary>A word that differs by one or two letters.</summary>
    Typo,
}

/// <summary>Lists how many clauses a document must match.</summary>
enum MatchGroup
{
    /// <summary>Every clause.</summary>
    AllWords,

    /// <summary>At least one clause, but not every one.</summary>
    SomeWords,
}
