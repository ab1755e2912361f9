namespace Bits.Search.Parsing;

/// <summary>A part of a query as typed.</summary>
/// <param name="Words">The folded words, at least one.</param>
/// <param name="IsPhrase">Whether the words must stand in this order.</param>
/// <param name="IsExcluded">Whether to exclude documents with the part.</param>
/// <param name="IsOr">Whether the part is an alternative to the previous one.</param>
readonly record struct QueryPart(string[] Words, bool IsPhrase, bool IsExcluded = false, bool IsOr = false)
{
    /// <summary>Gets whether the part is one letter of a script without spaces, to be found inside its words.</summary>
    public bool IsLetter { get; init; }

    /// <summary>Gets other spellings: one word or several in this order.</summary>
    public IReadOnlyList<string[]> Spellings { get; init; } = [];

    /// <summary>Gets the words that a joined spelling replaces, this one among them; empty when it replaces only this
    /// one.</summary>
    public string[] Parts { get; init; } = [];

    /// <summary>Gets all words of the part's text, as in a title with the same text.</summary>
    public string[] Written { get; init; } = [];

    /// <summary>Gets all words whose lexemes the query needs.</summary>
    public IEnumerable<string> AllWords => Words.Concat(Spellings.SelectMany(words => words)).Concat(Parts);
}
