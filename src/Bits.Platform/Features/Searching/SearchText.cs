using Bits.Platform.Rpc;
using Bits.Search;

namespace Bits.Platform.Features.Searching;

/// <summary>Checks the query text of every call. A search of many words is expensive, and real queries are short.</summary>
static class SearchText
{
    /// <summary>The maximum length, in characters.</summary>
    public const int MaxLength = 256;

    const int MaxWords = 32;
    const int MaxAlternatives = 16;
    const int CheapWords = 8;

    /// <summary>Throws for a query that is too broad.</summary>
    /// <exception cref="FaultException">The text is too broad; the message names the field and the remedy.</exception>
    public static void Check(string text, SearchSyntax syntax)
    {
        if (Words(text).Count is > MaxWords and var words)
            throw FaultException.InvalidArgument("text", $"has {words} words; use at most {MaxWords}.");
        if (Alternatives(text, syntax) is > MaxAlternatives and var alternatives)
            throw FaultException.InvalidArgument("text", $"has {alternatives} alternatives; use OR at most {MaxAlternatives} times.");
    }

    /// <summary>Returns the rate limit cost in searches: higher for many words, alternatives, and counts.</summary>
    public static int Weight(string text, SearchSyntax syntax, bool facets) =>
        1 + (Math.Max(0, Words(text).Count - 1) / CheapWords) + (Alternatives(text, syntax) / 4) + (facets ? 1 : 0);

    static int Alternatives(string text, SearchSyntax syntax) =>
        syntax == SearchSyntax.Web ? Words(text).Count(word => word is "or" or "OR" or "Or" or "|") : 0;

    static IReadOnlyList<string> Words(string text) => text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
}
