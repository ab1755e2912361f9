namespace Bits.Search.Parsing;

/// <summary>A piece of a query as it was typed.</summary>
/// <param name="Words">Its folded words, at least one.</param>
/// <param name="IsPhrase">Whether they have to stand in this order.</param>
/// <param name="IsExcluded">Whether documents with it are left out.</param>
/// <param name="IsOr">Whether it may stand for the piece before it.</param>
readonly record struct QueryPart(string[] Words, bool IsPhrase, bool IsExcluded = false, bool IsOr = false)
{
    /// <summary>Whether it is one letter of a script without blanks between words, to be found within them.</summary>
    public bool IsLetter { get; init; }

    /// <summary>Other spellings of it: one word or several in this order.</summary>
    public IReadOnlyList<string[]> Spellings { get; init; } = [];

    /// <summary>The words that a spelling stands for, this one among them; empty where it stands for this one alone.</summary>
    public string[] Parts { get; init; } = [];

    /// <summary>All words of the text that it is made of, as a title that says the same has them.</summary>
    public string[] Written { get; init; } = [];

    /// <summary>All words that somebody may have to know.</summary>
    public IEnumerable<string> AllWords => Words.Concat(Spellings.SelectMany(words => words)).Concat(Parts);
}
