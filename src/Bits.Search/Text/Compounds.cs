using System.Buffers;
using System.Runtime.InteropServices;

namespace Bits.Search.Text;

/// <summary>Finds words that are also written as one word: <c>start-up</c>, <c>A. P. J.</c>, <c>R &amp; D</c>,
/// <c>Node.js</c>, phone numbers and grouped numbers.</summary>
/// <param name="plain">The plain text of the words.</param>
/// <param name="words">The words.</param>
sealed class Compounds(string plain, List<FoldedWord> words)
{
    const int MaxParts = 8; // a longer sequence is a list or a table
    const int MaxShort = 3; // letters of a part that counts as an abbreviation
    const string JavaScript = "js";

    static readonly SearchValues<char> BetweenDigits = SearchValues.Create(" -‐‑–./()");

    readonly List<JoinedForm> _forms = [];

    /// <summary>Returns the joined forms, in the order of their first words.</summary>
    public IReadOnlyList<JoinedForm> Find()
    {
        for (var first = NextLinked(0); first < words.Count; first = NextLinked(first))
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

    // Skips most words quickly: a blank follows them, and they are neither initials, numbers nor js.
    int NextLinked(int at)
    {
        var span = CollectionsMarshal.AsSpan(words);
        for (; at + 1 < span.Length; at++)
        {
            ref readonly var word = ref span[at];
            if (word.End - word.Start < 2 || span[at + 1].Start != word.End + 1 || plain[word.End] != ' ' || !char.IsAsciiLetterLower(plain[word.Start])
                || plain.AsSpan(0, word.End).EndsWith(JavaScript) || plain.AsSpan(word.End + 1).StartsWith(JavaScript))
                break;
        }

        return at;
    }

    // Finds a run of words with one kind of link. A last letter after a mere blank belongs to what follows it: A e-mail.
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
        if (gap.Length is 0 or > 3 || (gap is " " && IsPlain(at) && !Is(at + 1, JavaScript)))
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

    // Three and more parts also join in pairs: start-up-friendly.
    void AddJoined(int first, int last)
    {
        Add(Joined(first, last), first, last);
        if (last > first + 1)
            for (var i = first; i < last; i++)
                Add(Joined(i, i + 1), i, i + 1);
    }

    void AddOfOne(int at)
    {
        var word = Word(at);
        if (word[^1] == JavaScript[^1] && word.Length > JavaScript.Length + 2 && word.EndsWith(JavaScript, StringComparison.Ordinal))
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

    string Text(int at) => Word(at).ToString();

    ReadOnlySpan<char> Word(int at) => words[at].In(plain);

    ReadOnlySpan<char> Gap(int at) => plain.AsSpan(words[at].End..words[at + 1].Start);

    bool Is(int at, string text) => Word(at).SequenceEqual(text);

    bool IsSingle(int at) => words[at] is { Length: 1, Kind: FoldedKind.Word } && char.IsLetter(Word(at)[0]);

    // True for most words: neither an initial nor a number.
    bool IsPlain(int at) => words[at].Length > 1 && !char.IsAsciiDigit(Word(at)[0]);

    bool IsNumber(int at) => words[at] is { Kind: FoldedKind.Word } && char.IsAsciiDigit(Word(at)[0])
        && !Word(at).ContainsAnyExceptInRange('0', '9');

    bool AreLetters(int at) => char.IsLetter(Word(at)[0]) && char.IsLetter(Word(at + 1)[0]);

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
