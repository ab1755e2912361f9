namespace Bits.Search.Ranking;

/// <summary>Something that a document has or has not, and how often.</summary>
abstract record QueryTerm;

/// <summary>A lexeme of the vector, letter by letter: a stem, or a key such as <c>=venkat</c>.</summary>
sealed record LexemeTerm(string Lexeme) : QueryTerm;

/// <summary>Any lexeme that begins so. Counts once in the title, however many do.</summary>
sealed record PrefixTerm(string Prefix) : QueryTerm
{
    /// <summary>Those of them that are in most documents, by the statistics; none where nothing is known. Not looked for until
    /// somebody enumerates them: the live index never does.</summary>
    public IEnumerable<string> Frequent { get; init; } = [];

    /// <inheritdoc />
    public bool Equals(PrefixTerm? other) => other is not null && Prefix == other.Prefix;

    /// <inheritdoc />
    public override int GetHashCode() => Prefix.GetHashCode(StringComparison.Ordinal);
}

/// <summary>Lexemes at fixed distances. Counts as often as its first lexeme stands where the others follow.</summary>
sealed record PhraseTerm(IReadOnlyList<PhraseWord> Words) : QueryTerm
{
    /// <inheritdoc />
    public bool Equals(PhraseTerm? other) => other is not null && Words.SequenceEqual(other.Words);

    /// <inheritdoc />
    public override int GetHashCode() => Words.Aggregate(0, HashCode.Combine);
}

/// <summary>A word of a phrase.</summary>
/// <param name="Lexeme">The stem.</param>
/// <param name="Offset">How many positions behind the first word; stop words leave gaps.</param>
readonly record struct PhraseWord(string Lexeme, int Offset);
