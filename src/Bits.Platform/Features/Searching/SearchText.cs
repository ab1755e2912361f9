using Bits.Platform.Rpc;
using Bits.Search;

namespace Bits.Platform.Features.Searching;

/// <summary>What every call that takes a text to look for checks alike: a search of many words is dear, and nobody needs
/// one.</summary>
static class SearchText
{
    /// <summary>The longest text, in characters.</summary>
    public const int MaxLength = 256;

    const int MaxWords = 32;
    const int MaxAlternatives = 16;
    const int CheapWords = 8;

    /// <summary>Refuses what is too broad.</summary>
    /// <exception cref="FaultException">Names the field and the remedy.</exception>
    public static void Check(string text, SearchSyntax syntax)
    {
        if (Words(text).Count is > MaxWords and var words)
            throw FaultException.InvalidArgument("text", $"has {words} words; use at most {MaxWords}.");
        if (Alternatives(text, syntax) is > MaxAlternatives and var alternatives)
            throw FaultException.InvalidArgument("text", $"has {alternatives} alternatives; use OR at most {MaxAlternatives} times.");
    }

    /// <summary>As how many searches it counts: more for many words, alternatives, and counting.</summary>
    public static int Weight(string text, SearchSyntax syntax, bool facets) =>
        1 + (Math.Max(0, Words(text).Count - 1) / CheapWords) + (Alternatives(text, syntax) / 4) + (facets ? 1 : 0);

    static int Alternatives(string text, SearchSyntax syntax) =>
        syntax == SearchSyntax.Web ? Words(text).Count(word => word is "or" or "OR" or "Or" or "|") : 0;

    static IReadOnlyList<string> Words(string text) => text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
}
