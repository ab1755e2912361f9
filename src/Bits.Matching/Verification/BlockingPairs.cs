namespace Bits.Matching.Verification;

/// <summary>Finds the pairs that would both rather have each other than what they got.</summary>
static class BlockingPairs
{
    const int Unranked = int.MaxValue;

    /// <summary>Lists them in the order of mentees.</summary>
    public static IEnumerable<Pair> List(Placement placement, CancellationToken ct)
    {
        var problem = placement.Problem;
        var lowest = LowestScores(placement);
        var ranks = new int[problem.Mentors];
        var blocking = new List<Pair>();
        Array.Fill(ranks, Unranked);
        for (var mentee = 0; mentee < problem.Mentees; mentee++)
        {
            ct.ThrowIfCancellationRequested();
            var preferred = problem.Preferences.Count > 0 ? problem.Preferences[mentee] : [];
            for (var rank = 0; rank < preferred.Count; rank++)
                ranks[preferred[rank]] = rank;

            blocking.Clear();
            Collect(placement, mentee, ranks, lowest, blocking);
            foreach (var pair in blocking)
                yield return pair;

            foreach (var mentor in preferred)
                ranks[mentor] = Unranked;
        }
    }

    static void Collect(Placement placement, int mentee, int[] ranks, int[] lowest, List<Pair> blocking)
    {
        var row = placement.ReadRow(mentee);
        var own = placement.MentorOf[mentee];
        for (var mentor = 0; mentor < row.Length; mentor++)
            if (row[mentor] > lowest[mentor]
                && (own is not { } present || Prefers(mentor, present, row, ranks)))
                blocking.Add(new(mentee, mentor));
    }

    static bool Prefers(int mentor, int present, ReadOnlySpan<int> row, int[] ranks) =>
        ranks[mentor] < ranks[present] || (ranks[mentor] == ranks[present] && row[mentor] > row[present]);

    // A mentor wants each mentee who scores above this: the lowest score so far; with places left, everyone who has a score.
    static int[] LowestScores(Placement placement)
    {
        var capacities = placement.Problem.Capacities;
        var lowest = new int[capacities.Count];
        for (var mentor = 0; mentor < lowest.Length; mentor++)
            lowest[mentor] = placement.Taken[mentor] < capacities[mentor] ? -1 : int.MaxValue;

        for (var mentee = 0; mentee < placement.MentorOf.Length; mentee++)
            if (placement.MentorOf[mentee] is { } mentor && lowest[mentor] >= 0)
                lowest[mentor] = Math.Min(lowest[mentor], placement.ScoreOf[mentee]);

        return lowest;
    }
}
