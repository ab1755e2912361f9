namespace Bits.Search.Text;

/// <summary>A text as words that can be compared.</summary>
/// <param name="Text">The words, a blank behind each.</param>
/// <param name="Words">Where they stand.</param>
sealed record FoldedText(string Text, IReadOnlyList<FoldedWord> Words)
{
    /// <summary>A word.</summary>
    public ReadOnlySpan<char> this[in FoldedWord word] => Text.AsSpan(word.At, word.Length);
}

/// <summary>A word of a <see cref="FoldedText"/>.</summary>
/// <param name="At">Where it stands in the folded text.</param>
/// <param name="Length">How long it is there.</param>
/// <param name="Start">Where it begins in the source.</param>
/// <param name="End">Where it has ended in the source.</param>
/// <param name="Kind">What it is.</param>
readonly record struct FoldedWord(int At, int Length, int Start, int End, FoldedKind Kind);

/// <summary>What a folded word is.</summary>
enum FoldedKind
{
    /// <summary>A word of letters and digits.</summary>
    Word,

    /// <summary>A protected term.</summary>
    Term,

    /// <summary>Two letters of a script without blanks; the next word begins with the second of them.</summary>
    Pair,

    /// <summary>The last letter of a sequence in such a script.</summary>
    LastLetter,
}
