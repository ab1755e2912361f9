namespace Bits.Load.Search;

/// <summary>Measures of a ranked list against judgements.</summary>
static class Relevance
{
    /// <summary>Normalized discounted cumulative gain with linear gain (Järvelin and Kekäläinen 2002).</summary>
    public static double NormalizedGain(IReadOnlyList<string> found, IReadOnlyDictionary<string, int> grades, int depth)
    {
        var gain = Gain(found.Take(depth).Select(id => grades.GetValueOrDefault(id)));
        return gain / Gain(grades.Values.OrderDescending().Take(depth));
    }

    /// <summary>Precision at each relevant document, averaged over all of them; one that is not found counts 0.</summary>
    public static double AveragePrecision(IReadOnlyList<string> found, IReadOnlyDictionary<string, int> grades)
    {
        var (sum, relevant) = (0.0, 0);
        for (var i = 0; i < found.Count; i++)
            if (grades.ContainsKey(found[i]))
                sum += ++relevant / (i + 1.0);

        return sum / grades.Count;
    }

    static double Gain(IEnumerable<int> grades) => grades.Select((grade, i) => grade / Math.Log2(i + 2)).Sum();
}
