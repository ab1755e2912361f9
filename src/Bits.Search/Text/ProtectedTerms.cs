namespace Bits.Search.Text;

/// <summary>Terms with significant signs: <c>C++</c> is neither <c>C</c> nor <c>C#</c>.</summary>
sealed class ProtectedTerms
{
    // The terms that a job board and a directory of engineers need.
    static readonly (string Term, string Word)[] BuiltIn =
    [
        ("c#", "csharp"), ("c++", "cplusplus"), ("f#", "fsharp"), (".net", "dotnet"), ("asp.net", "aspdotnet"),
        ("b.e.", "bedegree"), ("m.e.", "medegree"), ("b.tech", "btech"), ("m.tech", "mtech"), ("b.sc", "bsc"), ("m.sc", "msc"),
        ("ph.d", "phd"), ("m.b.a", "mba"), ("b.com", "bcom"), ("m.com", "mcom"),
    ];

    const int Ascii = 128;

    readonly Dictionary<char, (string Term, string Word)[]> _byFirst;
    readonly bool[] _pairs = new bool[Ascii * Ascii]; // the first two characters of all terms

    /// <param name="more">The terms of the host, each with its replacement in lower case.</param>
    public ProtectedTerms(IEnumerable<(string Term, string Word)> more)
    {
        _byFirst = BuiltIn.Concat(more).OrderByDescending(t => t.Term.Length).GroupBy(t => t.Term[0])
            .ToDictionary(terms => terms.Key, terms => terms.ToArray());
        foreach (var term in _byFirst.Values.SelectMany(terms => terms).Select(t => t.Term).Where(term => term[0] < Ascii))
            foreach (var second in term.Length == 1 || term[1] >= Ascii ? Enumerable.Range(0, Ascii) : term[1] == '.' ? ['.', ' '] : [term[1]])
                _pairs[(term[0] * Ascii) + second] = true;
    }

    /// <summary>Returns whether a term may begin here. The first two characters exclude most words.</summary>
    public bool CanBegin(string text, int at)
    {
        var (first, second) = (text[at], at + 1 < text.Length ? text[at + 1] : ' ');
        return first >= Ascii || second >= Ascii ? _byFirst.ContainsKey(first) : _pairs[(first * Ascii) + second];
    }

    /// <summary>Returns the longest term that stands here as a whole, and its replacement; length 0 without one.</summary>
    public (int Length, string Word) Match(string text, int at)
    {
        foreach (var (term, word) in _byFirst[text[at]])
            if (LengthOf(term, text, at) is > 0 and var length && EndsAt(text, at + length, text[at + length - 1]))
                return (length, word);

        return default;
    }

    // The last dot of a degree is optional. A blank may follow a dot, or replace it when the degree has more than initials.
    static int LengthOf(string term, string text, int from)
    {
        var at = from;
        for (var i = 0; i < term.Length; i++)
        {
            if (at < text.Length && text[at] == term[i])
                at++;
            else if (i == term.Length - 1 && i > 0 && term[i] == '.')
                return at - from;
            else if (at == text.Length || text[at] != ' ' || term[i] != '.' || i == 0 || !HasAbbreviation(term))
                return 0;
            else
                at++;
            if (term[i] == '.' && i > 0 && i < term.Length - 1 && at < text.Length && text[at] == ' ' && text[at - 1] == '.' && HasAbbreviation(term))
                at++;
        }

        return at - from;
    }

    static bool HasAbbreviation(string term) => term.Split('.').Any(part => part.Length > 1);

    // A version may follow, as in C++17; a dot and a letter continue the abbreviation.
    static bool EndsAt(string text, int end, char last) => end == text.Length
        || (char.IsAsciiDigit(text[end]) && !char.IsAsciiDigit(last))
        || (!char.IsLetterOrDigit(text[end]) && text[end] != last
            && !(last != '.' && text[end] == '.' && IsInitial(text, end + 1)));

    static bool IsInitial(string text, int at) => at < text.Length && char.IsLetter(text[at])
        && (at + 1 == text.Length || !char.IsLetterOrDigit(text[at + 1]));
}
