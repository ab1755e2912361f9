using System.Text;

namespace Bits.Search.Text;

/// <summary>A text as comparable words.</summary>
/// <param name="Plain">The plain text of the words.</param>
/// <param name="Words">The words in their order.</param>
/// <param name="Forms">The joined forms of some words.</param>
sealed record FoldedText(MappedText Plain, IReadOnlyList<FoldedWord> Words, IReadOnlyList<JoinedForm> Forms)
{
    /// <summary>Gets a word.</summary>
    public string this[int word] => Words[word].In(Plain.Text).ToString();

    /// <summary>Gets the words, joined by blanks.</summary>
    public string Text => Joined([]);

    /// <summary>Gets the words.</summary>
    public string[] AllWords => Text.Split(' ', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>Gets the text to index: the words, then the joined forms, so that phrases match the words.</summary>
    public string IndexText => Joined(Forms);

    /// <summary>Gets the joined form of all words; null without one.</summary>
    public JoinedForm? Whole => Words.Count < 2 || Forms.FirstOrDefault(form => form.First == 0 && form.Last == Words.Count - 1) is not { Text.Length: > 0 } form ? null : form;

    /// <summary>Returns the range of words in the source.</summary>
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
/// <param name="Start">The start in the plain text.</param>
/// <param name="End">The end in the plain text.</param>
/// <param name="Kind">The kind of the word.</param>
/// <param name="Other">The replacement when the word differs from the plain text.</param>
readonly record struct FoldedWord(int Start, int End, FoldedKind Kind, string? Other = null)
{
    /// <summary>Gets the length of the word.</summary>
    public int Length => Other?.Length ?? End - Start;

    /// <summary>Returns the word, given the plain text.</summary>
    public ReadOnlySpan<char> In(string plain) => Other ?? plain.AsSpan(Start..End);
}

/// <summary>Lists the kinds of folded words.</summary>
enum FoldedKind
{
    /// <summary>A word of letters and digits.</summary>
    Word,

    /// <summary>A protected term.</summary>
    Term,

    /// <summary>Two letters of a script without spaces; the next word begins with the second.</summary>
    Pair,

    /// <summary>The last letter of a run in such a script.</summary>
    LastLetter,
}

/// <summary>The joined form of words that belong together: <c>startup</c> for <c>start-up</c>.</summary>
/// <param name="Text">The form.</param>
/// <param name="First">The first of the words.</param>
/// <param name="Last">The last of them.</param>
/// <param name="Kind">The use in queries.</param>
readonly record struct JoinedForm(string Text, int First, int Last, FormKind Kind);

/// <summary>Lists the uses of a joined form in queries.</summary>
enum FormKind
{
    /// <summary>The words, or the form.</summary>
    Also,

    /// <summary>The form alone: the words apart have another meaning.</summary>
    Only,

    /// <summary>The form, or the first word alone: <c>Node.js</c> is also <c>node</c>.</summary>
    OrFirst,
}
