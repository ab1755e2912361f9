using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Bits.Search;

/// <summary>The key of a whole title, which finds an exact title. In the vector it stands between title and body, far
/// from both, so that no phrase crosses from one into the other.</summary>
static class TitleKey
{
    // The maximum distance within a phrase: a query has at most this many words.
    const int Gap = Parsing.QueryReader.MaxWords;

    // Two of a million titles share a key with odds of one in a million; a hit must also have the words.
    const int Bytes = 5;

    /// <summary>Returns the key of folded words, regardless of joined spellings: <c>Start-up Weekend</c> is <c>startup
    /// weekend</c>.</summary>
    public static string Of(IEnumerable<string> words) =>
        "!" + Base64Url.EncodeToString(SHA256.HashData(Encoding.UTF8.GetBytes(string.Concat(words))).AsSpan(..Bytes));

    /// <summary>Returns a vector with the key alone, as text; empty without a title.</summary>
    /// <param name="words">The folded words of the title.</param>
    /// <param name="parts">Whether the key separates the title from the body.</param>
    public static string Vector(IReadOnlyCollection<string> words, bool parts)
    {
        if (words.Count == 0)
            return "";

        return parts ? string.Create(CultureInfo.InvariantCulture, $"'{Of(words)}':{Gap}") : $"'{Of(words)}'";
    }
}
