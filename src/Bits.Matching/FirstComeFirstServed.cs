namespace Bits.Matching;

/// <summary>For comparison: each mentee, in the order of indexes, takes the mentor with the highest score and a place left.
/// </summary>
/// <remarks>Of equal scores the mentor wins whom the seed draws earlier.</remarks>
public static class FirstComeFirstServed
{
    /// <summary>Assigns mentees to mentors. The same problem gives the same assignment on every machine.</summary>
    /// <param name="problem">Who is matched.</param>
    /// <param name="ct">Stops it.</param>
    /// <exception cref="InvalidArgumentException">A score is out of range.</exception>
    public static Assignment Assign(MatchingProblem problem, CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(problem);

        var draw = new Lottery(problem).Mentors;
        var left = problem.Capacities.ToArray();
        var row = new int[problem.Mentors];
        var (pairs, value) = (new List<Pair>(), 0L);
        for (var mentee = 0; mentee < problem.Mentees; mentee++)
        {
            ct.ThrowIfCancellationRequested();
            problem.ReadRow(mentee, row);
            if (FindBest(row, left, draw) is not { } mentor)
                continue;

            left[mentor]--;
            pairs.Add(new(mentee, mentor));
            value += row[mentor];
        }

        return new(pairs, value);
    }

    static int? FindBest(int[] row, int[] left, int[] draw)
    {
        int? best = null;
        for (var mentor = 0; mentor < row.Length; mentor++)
            if (row[mentor] != Score.None && left[mentor] > 0
                && (best is not { } other || row[mentor] > row[other] || (row[mentor] == row[other] && draw[mentor] < draw[other])))
                best = mentor;

        return best;
    }
}
