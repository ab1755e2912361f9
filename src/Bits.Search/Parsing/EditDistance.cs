namespace Bits.Search.Parsing;

/// <summary>Computes the edit distance of Damerau and Levenshtein, with each swap once (optimal string alignment).
/// </summary>
static class EditDistance
{
    /// <summary>Returns the number of insertions, deletions, substitutions and swaps. Stops counting above
    /// <paramref name="max"/>.</summary>
    public static int Between(ReadOnlySpan<char> a, ReadOnlySpan<char> b, int max)
    {
        Span<int> before = stackalloc int[b.Length + 1];
        Span<int> last = stackalloc int[b.Length + 1];
        Span<int> row = stackalloc int[b.Length + 1];
        for (var j = 0; j <= b.Length; j++)
            last[j] = j;

        for (var i = 1; i <= a.Length; i++)
        {
            row[0] = i;
            var min = i;
            for (var j = 1; j <= b.Length; j++)
            {
                row[j] = Math.Min(Math.Min(row[j - 1], last[j]) + 1, last[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1));
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                    row[j] = Math.Min(row[j], before[j - 2] + 1);
                min = Math.Min(min, row[j]);
            }

            if (min > max)
                return min;
            last.CopyTo(before);
            row.CopyTo(last);
        }

        return last[b.Length];
    }
}
