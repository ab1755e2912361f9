namespace Bits.Search.Text;

/// <summary>A text as words that can be compared.</summary>
/// <param name="Plain">What the words were read from.</param>
/// <param name="Text">The words, a blank behind each.</param>
/// <param name="Words">Where they stand.</param>
/// <param name="Forms">What some of them are in one word.</param>
sealed record FoldedText(MappedText Plain, string Text, IReadOnlyList<FoldedWord> Words, IReadOnlyList<JoinedForm> Forms)
{
    /// <summary>A word.</summary>
    public ReadOnlySpan<char> this[in FoldedWord word] => Text.AsSpan(word.At, word.Length);

    /// <summary>The same.</summary>
    public string this[int word] => this[Words[word]].ToString();

    /// <summary>The words.</summary>
    public string[] AllWords => Text.Split(' ', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>What is indexed: the words, and behind them the forms in one word, so that quotations meet the words.</summary>
    public string IndexText => Forms.Count == 0 ? Text.TrimEnd() : Text + string.Join(' ', Forms.Select(form => form.Text));

    /// <summary>The form that all words are together; null for none.</summary>
    public JoinedForm? Whole => Words.Count < 2 || Forms.FirstOrDefault(form => form.First == 0 && form.Last == Words.Count - 1) is not { Text.Length: > 0 } form ? null : form;

    /// <summary>Where something stands in the source.</summary>
    public (int Start, int End) Source(in FoldedWord first, in FoldedWord last) => (Plain.Source(first.Start), Plain.Source(last.End));
}

/// <summary>A word of a <see cref="FoldedText"/>.</summary>
/// <param name="At">Where it stands in the folded text.</param>
/// <param name="Length">How long it is there.</param>
/// <param name="Start">Where it begins in the plain text.</param>
/// <param name="End">Where it has ended in the plain text.</param>
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

/// <summary>What words that belong together are in one word: <c>startup</c> for <c>start-up</c>.</summary>
/// <param name="Text">The form.</param>
/// <param name="First">The first of the words.</param>
/// <param name="Last">The last of them.</param>
/// <param name="Kind">How a query takes it.</param>
readonly record struct JoinedForm(string Text, int First, int Last, FormKind Kind);

/// <summary>How a query takes words that have a form in one word.</summary>
enum FormKind
{
    /// <summary>The words, or the form.</summary>
    Also,

    /// <summary>The form alone: the words say something else where they stand apart.</summary>
    Only,

    /// <summary>The form, or the first word alone: <c>Node.js</c> is <c>node</c> too.</summary>
    OrFirst,
}
