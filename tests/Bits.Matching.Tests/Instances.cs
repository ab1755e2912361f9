namespace Bits.Matching.Tests;

/// <summary>Random problems, the same for the same number.</summary>
static class Instances
{
    /// <summary>Makes a problem that brute force can solve: few scores, so many ties; mentors without places; pairs without
    /// scores; exclusions; preferences in every second.</summary>
    public static MatchingProblem Small(int number)
    {
        var random = new Random(number);
        return Create(random, mentees: random.Next(7), mentors: random.Next(5), maxCapacity: random.Next(1, 4), scores: random.Next(1, 8));
    }

    /// <summary>Makes a problem of some hundred mentees.</summary>
    public static MatchingProblem Medium(int number)
    {
        var random = new Random(number);
        return Create(
            random, random.Next(50, 300), random.Next(20, 90), maxCapacity: 5, scores: random.Next(2) == 0 ? 10 : 1_000_000);
    }

    static MatchingProblem Create(Random random, int mentees, int mentors, int maxCapacity, int scores)
    {
        var matrix = new ScoreMatrix(mentees, mentors);
        for (var mentee = 0; mentee < mentees; mentee++)
            foreach (ref var score in matrix[mentee])
                score = random.Next(5) == 0 ? Score.None : random.Next(scores);

        return new(mentees, [.. Enumerable.Range(0, mentors).Select(_ => random.Next(maxCapacity + 1))], matrix.CopyRow)
        {
            Exclusions = [.. AllPairs(mentees, mentors).Where(_ => random.Next(8) == 0)],
            Preferences = random.Next(2) == 0 ? [] : [.. Enumerable.Range(0, mentees).Select(_ => Preferred(random, mentors))],
            Seed = random.Next(),
        };
    }

    static IEnumerable<Pair> AllPairs(int mentees, int mentors) =>
        from mentee in Enumerable.Range(0, mentees)
        from mentor in Enumerable.Range(0, mentors)
        select new Pair(mentee, mentor);

    static int[] Preferred(Random random, int mentors)
    {
        int[] all = [.. Enumerable.Range(0, mentors)];
        random.Shuffle(all);
        return all[..random.Next(Math.Min(mentors, 3) + 1)];
    }
}
