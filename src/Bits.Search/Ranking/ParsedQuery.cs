namespace Bits.Search.Ranking;

/// <summary>A question, analysed and weighted; the same for both paths. Immutable.</summary>
/// <param name="Terms">What has to be counted in a document; each once. At most 512.</param>
/// <param name="Clauses">What the caller asked for, at most 64; a document fits a clause when it has one of its
/// alternatives.</param>
/// <param name="Excluded">Terms that a document must not have, as indexes of <paramref name="Terms"/>.</param>
/// <param name="Scoring">What turns counts into a rank.</param>
sealed record ParsedQuery(
    IReadOnlyList<QueryTerm> Terms, IReadOnlyList<Clause> Clauses, IReadOnlyList<int> Excluded, Scoring Scoring)
{
    /// <summary>The most clauses that a query has.</summary>
    public const int MaxClauses = 64;

    /// <summary>The mask of a document that fits every clause.</summary>
    public ulong AllClauses { get; } = Clauses.Count == MaxClauses ? ulong.MaxValue : (1ul << Clauses.Count) - 1;

    /// <summary>The term that a document has which is called exactly what was asked for, as an index of <see cref="Terms"/>; null
    /// where no title can be meant.</summary>
    public int? ExactTitle { get; init; }

    /// <summary>Whether anything can be found: words that exclude find nothing by themselves.</summary>
    public bool HasWords => Clauses.Count > 0;
}

/// <summary>One thing that the caller asked for.</summary>
/// <param name="Text">As it was typed.</param>
/// <param name="Alternatives">What counts as that, at least one.</param>
sealed record Clause(string Text, IReadOnlyList<Alternative> Alternatives);

/// <summary>A term that counts for a clause.</summary>
/// <param name="Term">Its index in <see cref="ParsedQuery.Terms"/>.</param>
/// <param name="Weight">The idf of its lexeme times the factor of its kind.</param>
/// <param name="Kind">Why it counts.</param>
/// <param name="Frequency">How many documents may have it, by the statistics.</param>
readonly record struct Alternative(int Term, double Weight, MatchKind Kind, long Frequency);

/// <summary>Why a term counts for a word of the query.</summary>
enum MatchKind
{
    /// <summary>The word, in any form.</summary>
    Word,

    /// <summary>The word in the title, written exactly so. Every document with it has the word in any form too.</summary>
    Form,

    /// <summary>The words in this order.</summary>
    Phrase,

    /// <summary>A word that begins so.</summary>
    Prefix,

    /// <summary>A synonym or a nickname.</summary>
    Synonym,

    /// <summary>A name that sounds the same.</summary>
    Sound,

    /// <summary>A word that differs by a letter or two.</summary>
    Typo,
}

/// <summary>Whether a document has to fit every clause.</summary>
enum MatchGroup
{
    /// <summary>Every clause.</summary>
    AllWords,

    /// <summary>At least one clause, and not every one.</summary>
    SomeWords,
}
