using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Bits.Search;

/// <summary>The key of a whole title, for the document that is called exactly what was asked for. In the vector it stands between
/// title and body, far from both, so that no phrase reaches from one into the other.</summary>
static class TitleKey
{
    // No phrase is longer: a query has at most so many words.
    const int Gap = Parsing.QueryReader.MaxWords;

    // Of a million titles the odds that one has the key of another are one in a million; and it has to have the words as well.
    const int Bytes = 5;

    /// <summary>The key of folded words, whatever is written as one word: <c>Start-up Weekend</c> is <c>startup weekend</c>.</summary>
    public static string Of(IEnumerable<string> words) =>
        "!" + Base64Url.EncodeToString(SHA256.HashData(Encoding.UTF8.GetBytes(string.Concat(words))).AsSpan(..Bytes));

    /// <summary>A vector of the key alone, as text; empty for no title.</summary>
    /// <param name="words">The folded words of the title.</param>
    /// <param name="parts">Whether it parts the title from the body.</param>
    public static string Vector(IReadOnlyCollection<string> words, bool parts)
    {
        if (words.Count == 0)
            return "";

        return parts ? string.Create(CultureInfo.InvariantCulture, $"'{Of(words)}':{Gap}") : $"'{Of(words)}'";
    }
}
