namespace Bits.Search.Ranking;

/// <summary>A term whose occurrences a document counts.</summary>
abstract record QueryTerm;

/// <summary>A lexeme of the vector, compared by letters: a stem, or a key such as <c>=venkat</c>.</summary>
sealed record LexemeTerm(string Lexeme) : QueryTerm;

/// <summary>Any lexeme with this prefix. Counts once in the title, regardless of the number of lexemes.</summary>
sealed record PrefixTerm(string Prefix) : QueryTerm
{
    /// <summary>Gets those in most documents, by the statistics; empty without statistics. Evaluated on enumeration:
    /// the live index never enumerates it.</summary>
    public IEnumerable<string> Frequent { get; init; } = [];

    /// <inheritdoc />
    public bool Equals(PrefixTerm? other) => other is not null && Prefix == other.Prefix;

    /// <inheritdoc />
    public override int GetHashCode() => Prefix.GetHashCode(StringComparison.Ordinal);
}

/// <summary>Lexemes at fixed distances. Counts the positions of its first lexeme where the others follow.</summary>
sealed record PhraseTerm(IReadOnlyList<PhraseWord> Words) : QueryTerm
{
    /// <inheritdoc />
    public bool Equals(PhraseTerm? other) => other is not null && Words.SequenceEqual(other.Words);

    /// <inheritdoc />
    public override int GetHashCode() => Words.Aggregate(0, HashCode.Combine);
}

/// <summary>A word of a phrase.</summary>
/// <param name="Lexeme">The stem.</param>
/// <param name="Offset">The number of positions after the first word; stop words leave gaps.</param>
readonly record struct PhraseWord(string Lexeme, int Offset);
