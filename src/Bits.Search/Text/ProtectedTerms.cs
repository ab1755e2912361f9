using System.Buffers;

namespace Bits.Search.Text;

/// <summary>Terms whose signs are part of them: <c>C++</c> is neither <c>C</c> nor <c>C#</c>.</summary>
sealed class ProtectedTerms
{
    // What a job board and a directory of engineers cannot do without.
    static readonly (string Term, string Word)[] BuiltIn =
    [
        ("c#", "csharp"), ("c++", "cplusplus"), ("f#", "fsharp"), (".net", "dotnet"), ("asp.net", "aspdotnet"),
        ("node.js", "nodejs"), ("at&t", "atandt"), ("r&d", "randd"), ("q&a", "qanda"), ("m&a", "manda"),
        ("l&t", "landt"), ("p&g", "pandg"), ("b.e.", "bedegree"), ("m.e.", "medegree"), ("b.e", "bedegree"),
        ("m.e", "medegree"), ("b.tech", "btech"), ("m.tech", "mtech"), ("b.sc", "bsc"), ("m.sc", "msc"),
        ("ph.d", "phd"), ("m.b.a", "mba"), ("b.com", "bcom"), ("m.com", "mcom"),
    ];

    readonly ILookup<char, (string Term, string Word)> _byFirst;
    readonly SearchValues<char> _firsts;

    /// <param name="more">Terms of the host and the word that stands for each, in lower case.</param>
    public ProtectedTerms(IEnumerable<(string Term, string Word)> more)
    {
        _byFirst = BuiltIn.Concat(more).OrderByDescending(t => t.Term.Length).ToLookup(t => t.Term[0]);
        _firsts = SearchValues.Create([.. _byFirst.Select(terms => terms.Key)]);
    }

    /// <summary>Whether a term begins so.</summary>
    public bool CanBegin(char c) => _firsts.Contains(c);

    /// <summary>The longest term that stands here as a whole, and the word for it; length 0 for none.</summary>
    public (int Length, string Word) Match(string text, int at)
    {
        foreach (var (term, word) in _byFirst[text[at]])
            if (text.AsSpan(at).StartsWith(term, StringComparison.Ordinal) && EndsAt(text, at + term.Length, term[^1]))
                return (term.Length, word);

        return default;
    }

    static bool EndsAt(string text, int end, char last) =>
        end == text.Length || (!char.IsLetterOrDigit(text[end]) && text[end] != last);
}
