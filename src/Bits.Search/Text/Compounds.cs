using System.Buffers;

namespace Bits.Search.Text;

/// <summary>Finds words that are also written as one: <c>start-up</c>, <c>A. P. J.</c>, <c>R &amp; D</c>, <c>Node.js</c>, telephone
/// numbers and numbers in groups.</summary>
/// <param name="plain">What the words were read from.</param>
/// <param name="folded">The folded text.</param>
/// <param name="words">Its words.</param>
sealed class Compounds(string plain, string folded, List<FoldedWord> words)
{
    const int MaxParts = 8; // longer sequences are lists and tables
    const int MaxShort = 3; // letters of a part that is taken for an abbreviation
    const string JavaScript = "js";

    static readonly SearchValues<char> BetweenDigits = SearchValues.Create(" -‐‑–./()");

    readonly List<JoinedForm> _forms = [];

    /// <summary>The forms, in the order of their first words.</summary>
    public IReadOnlyList<JoinedForm> Find()
    {
        for (var first = 0; first < words.Count;)
        {
            var (last, link) = Sequence(first);
            AddOfOne(first);
            if (last > first && last - first < MaxParts)
                AddForms(link, first, last);
            if (IsSingle(first) && first + 2 < words.Count && IsSingle(first + 2) && Is(first + 1, "and") && Gap(first) is " " && Gap(first + 1) is " ")
                Add($"{Text(first)}and{Text(first + 2)}", first, first + 2);
            for (first++; first <= last; first++)
                AddOfOne(first);
        }

        return _forms;
    }

    // Words that are linked in one way. A letter that a blank alone links to those before it goes with what follows: A e-mail.
    (int Last, Link Link) Sequence(int first)
    {
        var (last, link) = (first, LinkOf(first));
        for (var next = link; next != Link.None && next == link; next = LinkOf(last))
            last++;

        var isLoose = link == Link.Initials && LinkOf(last) is not Link.None && Gap(last - 1) is " ";
        return (isLoose ? last - 1 : last, link);
    }

    Link LinkOf(int at)
    {
        if (at + 1 >= words.Count || words[at].Kind != FoldedKind.Word || words[at + 1].Kind != FoldedKind.Word)
            return Link.None;

        var gap = Gap(at);
        if (gap.Length is 0 or > 3)
            return Link.None;
        if (IsNumber(at) && IsNumber(at + 1))
            return gap is "," or "'" ? Link.Groups : gap.ContainsAnyExcept(BetweenDigits) ? Link.None : Link.Digits;
        if (gap is " " or ".")
            return IsSingle(at) && IsSingle(at + 1) ? Link.Initials
                : Is(at + 1, JavaScript) ? Link.Script
                : gap is "." && AreLetters(at) ? Link.Dot : Link.None;

        return gap switch
        {
            ". " => IsSingle(at) && IsSingle(at + 1) ? Link.Initials : Link.None,
            "&" or " & " or "& " or " &" => AreShort(at) ? Link.Ampersand : Link.None,
            "/" => AreShort(at) ? Link.Join : Link.None,
            [var sign] when Signs.IsHyphen(sign) => Link.Join,
            _ => Link.None,
        };
    }

    void AddForms(Link link, int first, int last)
    {
        switch (link)
        {
            case Link.Initials:
                AddInitials(first, last);
                break;
            case Link.Ampersand:
                AddConjunction(first, last);
                break;
            case Link.Script:
                Add(Joined(last - 1, last), last - 1, last, FormKind.OrFirst);
                break;
            case Link.Join or Link.Dot:
                AddJoined(first, last);
                break;
            case Link.Groups or Link.Digits:
                foreach (var (text, from, to) in NumberForms.Of([.. Enumerable.Range(first, last - first + 1).Select(Text)], link == Link.Groups))
                    Add(text, first + from, first + to, link == Link.Groups ? FormKind.Only : FormKind.Also);
                break;
            case Link.None:
                break;
        }
    }

    // B. E. is the degree, also with a blank.
    void AddInitials(int first, int last)
    {
        var text = Joined(first, last);
        Add(text, first, last);
        if (text is "be" or "me")
            Add(text + "degree", first, last);
    }

    void AddConjunction(int first, int last)
    {
        var text = Joined(first, last, "and");
        var isTerm = last == first + 1 && ((IsSingle(first) && IsSingle(last)) || text == "atandt");
        Add(text, first, last, isTerm ? FormKind.Only : FormKind.Also);
    }

    // Of three and more also each two: start-up-friendly.
    void AddJoined(int first, int last)
    {
        Add(Joined(first, last), first, last);
        if (last > first + 1)
            for (var i = first; i < last; i++)
                Add(Joined(i, i + 1), i, i + 1);
    }

    void AddOfOne(int at)
    {
        var word = folded.AsSpan(words[at].At, words[at].Length);
        if (word.Length > JavaScript.Length + 2 && word.EndsWith(JavaScript, StringComparison.Ordinal))
            Add(word[..^JavaScript.Length].ToString(), at, at);
        else if (IsNumber(at) && NumberForms.National(word, words[at].Start > 0 && plain[words[at].Start - 1] == '+') is { } number)
            Add(number, at, at);
    }

    void Add(string text, int first, int last, FormKind kind = FormKind.Also)
    {
        if (text.Length <= TextFolding.MaxWordLength)
            _forms.Add(new(text, first, last, kind));
    }

    string Joined(int first, int last, string between = "") => string.Join(between, Enumerable.Range(first, last - first + 1).Select(Text));

    string Text(int at) => folded.Substring(words[at].At, words[at].Length);

    ReadOnlySpan<char> Gap(int at) => plain.AsSpan(words[at].End..words[at + 1].Start);

    bool Is(int at, string text) => folded.AsSpan(words[at].At, words[at].Length).SequenceEqual(text);

    bool IsSingle(int at) => words[at] is { Length: 1, Kind: FoldedKind.Word } && char.IsLetter(folded[words[at].At]);

    bool IsNumber(int at) => words[at] is { Kind: FoldedKind.Word }
        && !folded.AsSpan(words[at].At, words[at].Length).ContainsAnyExceptInRange('0', '9');

    bool AreLetters(int at) => char.IsLetter(folded[words[at].At]) && char.IsLetter(folded[words[at + 1].At]);

    bool AreShort(int at) => AreLetters(at) && words[at].Length <= MaxShort && words[at + 1].Length <= MaxShort;

    enum Link
    {
        None,
        Initials,
        Dot,
        Script,
        Ampersand,
        Join,
        Groups,
        Digits,
    }
}
