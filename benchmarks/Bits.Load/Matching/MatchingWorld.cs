using System.Numerics;
using Bits.Matching;

namespace Bits.Load.Matching;

/// <summary>People who do not exist and how well they fit: shared topics, city, languages, industry, years of experience.
/// </summary>
static class MatchingWorld
{
    const int Topics = 40;
    const int Cities = 30;
    const int Languages = 12;
    const int Industries = 20;
    const int Companies = 400;
    const int Preferred = 3;
    const int PastPairs = 2;

    /// <summary>What is known of a person.</summary>
    readonly record struct Person(ulong Topics, uint Languages, int City, int Industry, int Company, int Year);

    /// <summary>Makes a problem in which every pair is scored, but those of one company.</summary>
    public static MatchingProblem Create(int mentees, int mentors)
    {
        var random = new Random(20261130);
        Person[] seeking = [.. Enumerable.Range(0, mentees).Select(_ => Meet(random, firstYear: 2010, lastYear: 2026))];
        Person[] offering = [.. Enumerable.Range(0, mentors).Select(_ => Meet(random, firstYear: 1980, lastYear: 2018))];
        var scores = new ScoreMatrix(mentees, mentors);
        for (var mentee = 0; mentee < mentees; mentee++)
            for (var mentor = 0; mentor < mentors; mentor++)
                scores[mentee][mentor] = Fit(seeking[mentee], offering[mentor]);

        return new(mentees, [.. offering.Select(_ => random.Next(1, 6))], scores.CopyRow)
        {
            Exclusions =
            [
                .. Enumerable.Range(0, mentees)
                    .SelectMany(mentee => Choose(random, mentors, PastPairs).Select(mentor => new Pair(mentee, mentor))),
            ],
            Preferences = [.. Enumerable.Range(0, mentees).Select(_ => Choose(random, mentors, Preferred))],
            Seed = 20261130,
        };
    }

    static Person Meet(Random random, int firstYear, int lastYear)
    {
        var (topics, languages) = (0UL, 1U);
        for (var i = random.Next(2, 6); i > 0; i--)
            topics |= 1UL << Popular(random, Topics);
        for (var i = random.Next(1, 3); i > 0; i--)
            languages |= 1U << Popular(random, Languages);

        return new(
            topics, languages, Popular(random, Cities), Popular(random, Industries), Popular(random, Companies),
            random.Next(firstYear, lastYear + 1));
    }

    // Weights with three digits; a pair of one company must not be.
    static int Fit(Person mentee, Person mentor)
    {
        if (mentee.Company == mentor.Company)
            return Score.None;

        var ahead = mentee.Year - mentor.Year;
        return 20_000 * BitOperations.PopCount(mentee.Topics & mentor.Topics)
            + 5_000 * BitOperations.PopCount(mentee.Languages & mentor.Languages)
            + (mentee.City == mentor.City ? 15_000 : 0)
            + (mentee.Industry == mentor.Industry ? 12_000 : 0)
            + (ahead >= 5 ? 8_000 - 250 * Math.Min(ahead - 5, 30) : 0);
    }

    // Few are common, many are rare: so is what people have in common.
    static int Popular(Random random, int count) => (int)(count * Math.Pow(random.NextDouble(), 2));

    static int[] Choose(Random random, int mentors, int count)
    {
        var chosen = new HashSet<int>();
        while (chosen.Count < count)
            chosen.Add(Popular(random, mentors));
        return [.. chosen];
    }
}
