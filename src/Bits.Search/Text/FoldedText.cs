using System.Text;

namespace Bits.Search.Text;

/// <summary>A text as words that can be compared.</summary>
/// <param name="Plain">What the words were read from.</param>
/// <param name="Words">The words in their order.</param>
/// <param name="Forms">What some of them are in one word.</param>
sealed record FoldedText(MappedText Plain, IReadOnlyList<FoldedWord> Words, IReadOnlyList<JoinedForm> Forms)
{
    /// <summary>A word.</summary>
    public string this[int word] => Words[word].In(Plain.Text).ToString();

    /// <summary>The words, a blank between them.</summary>
    public string Text => Joined([]);

    /// <summary>The words.</summary>
    public string[] AllWords => Text.Split(' ', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>What is indexed: the words, and behind them the forms in one word, so that quotations meet the words.</summary>
    public string IndexText => Joined(Forms);

    /// <summary>The form that all words are together; null for none.</summary>
    public JoinedForm? Whole => Words.Count < 2 || Forms.FirstOrDefault(form => form.First == 0 && form.Last == Words.Count - 1) is not { Text.Length: > 0 } form ? null : form;

    /// <summary>Where something stands in the source.</summary>
    public (int Start, int End) Source(in FoldedWord first, in FoldedWord last) => (Plain.Source(first.Start), Plain.Source(last.End));

    string Joined(IReadOnlyList<JoinedForm> forms)
    {
        var text = new StringBuilder(Plain.Text.Length + 16);
        for (var i = 0; i < Words.Count; i++)
            text.Append(Words[i].In(Plain.Text)).Append(' ');
        for (var i = 0; i < forms.Count; i++)
            text.Append(forms[i].Text).Append(' ');

        return text.ToString(0, Math.Max(0, text.Length - 1));
    }
}

/// <summary>A word of a <see cref="FoldedText"/>.</summary>
/// <param name="Start">Where it begins in the plain text.</param>
/// <param name="End">Where it has ended in the plain text.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Other">The word where it is not what stands there.</param>
readonly record struct FoldedWord(int Start, int End, FoldedKind Kind, string? Other = null)
{
    /// <summary>How long the word is.</summary>
    public int Length => Other?.Length ?? End - Start;

    /// <summary>The word, of the plain text.</summary>
    public ReadOnlySpan<char> In(string plain) => Other ?? plain.AsSpan(Start..End);
}

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
