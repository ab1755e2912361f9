namespace Bits.Matching.Tests;

/// <summary>The same questions, answered by trying everything.</summary>
static class BruteForce
{
    /// <summary>Reads all scores, without the excluded pairs.</summary>
    public static int[][] Scores(MatchingProblem problem)
    {
        var scores = new int[problem.Mentees][];
        for (var mentee = 0; mentee < problem.Mentees; mentee++)
        {
            scores[mentee] = new int[problem.Mentors];
            problem.Scores(mentee, scores[mentee]);
        }

        foreach (var pair in problem.Exclusions)
            scores[pair.Mentee][pair.Mentor] = Score.None;
        return scores;
    }

    /// <summary>Lists every allowed assignment.</summary>
    public static IEnumerable<Assignment> All(MatchingProblem problem)
    {
        return Extend(0, [.. problem.Capacities], Scores(problem), []);

        static IEnumerable<Assignment> Extend(int mentee, int[] left, int[][] scores, Pair[] pairs)
        {
            if (mentee == scores.Length)
            {
                yield return new(pairs, pairs.Sum(pair => (long)scores[pair.Mentee][pair.Mentor]));
                yield break;
            }

            foreach (var assignment in Extend(mentee + 1, left, scores, pairs))
                yield return assignment;
            for (var mentor = 0; mentor < left.Length; mentor++)
                if (left[mentor] > 0 && scores[mentee][mentor] >= 0)
                {
                    left[mentor]--;
                    foreach (var assignment in Extend(mentee + 1, left, scores, [.. pairs, new(mentee, mentor)]))
                        yield return assignment;
                    left[mentor]++;
                }
        }
    }

    /// <summary>Computes the most value, without listing the assignments.</summary>
    public static long MostValue(MatchingProblem problem)
    {
        return Extend(0, [.. problem.Capacities], Scores(problem));

        static long Extend(int mentee, int[] left, int[][] scores)
        {
            if (mentee == scores.Length)
                return 0;

            var most = Extend(mentee + 1, left, scores);
            for (var mentor = 0; mentor < left.Length; mentor++)
                if (left[mentor] > 0 && scores[mentee][mentor] >= 0)
                {
                    left[mentor]--;
                    most = Math.Max(most, scores[mentee][mentor] + Extend(mentee + 1, left, scores));
                    left[mentor]++;
                }

            return most;
        }
    }

    /// <summary>Counts the pairs that would both rather have each other.</summary>
    public static int CountBlockingPairs(MatchingProblem problem, Assignment assignment)
    {
        var scores = Scores(problem);
        var mentorOf = assignment.Pairs.ToDictionary(pair => pair.Mentee, pair => pair.Mentor);

        return (
            from mentee in Enumerable.Range(0, problem.Mentees)
            from mentor in Enumerable.Range(0, problem.Mentors)
            where scores[mentee][mentor] >= 0
                && (!mentorOf.TryGetValue(mentee, out var present)
                    || Better(Desire(mentee, mentor), Desire(mentee, present)))
            let others = mentorOf.Where(pair => pair.Value == mentor).Select(pair => scores[pair.Key][mentor]).ToList()
            where others.Count < problem.Capacities[mentor] || others.Exists(other => other < scores[mentee][mentor])
            select mentor).Count();

        (int Rank, int Score) Desire(int mentee, int mentor)
        {
            var rank = problem.Preferences.Count > 0 ? problem.Preferences[mentee].ToList().IndexOf(mentor) : -1;
            return rank < 0 ? (int.MaxValue, scores[mentee][mentor]) : (rank, 0);
        }

        static bool Better((int Rank, int Score) one, (int Rank, int Score) other) =>
            one.Rank != other.Rank ? one.Rank < other.Rank : one.Score > other.Score;
    }
}
