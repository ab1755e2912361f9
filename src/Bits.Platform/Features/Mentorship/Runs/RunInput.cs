using Bits.Matching;
using Bits.Platform.Features.Mentorship.Programmes;
using Bits.Shared;
using Npgsql;

namespace Bits.Platform.Features.Mentorship.Runs;

/// <summary>The result of a run.</summary>
/// <param name="Assignment">The pairs.</param>
/// <param name="Prices">The proof of most value; null for the stable policy.</param>
/// <param name="Bound">What no assignment exceeds; null for the stable policy.</param>
sealed record RunResult(Assignment Assignment, DualPrices? Prices, long? Bound);

/// <summary>The snapshot of a run as a problem of the matching library: two bytes a pair.</summary>
sealed class RunInput
{
    readonly byte[][] _scores;

    RunInput(IReadOnlyList<RunMentor> mentors, IReadOnlyList<RunMentee> mentees, byte[][] scores, long seed)
    {
        (Mentors, Mentees, _scores) = (mentors, mentees, scores);
        Problem = new(mentees.Count, [.. mentors.Select(mentor => mentor.Capacity)], (mentee, row) => Scoring.Unpack(_scores[mentee], row))
        {
            Exclusions = [.. mentees.SelectMany(mentee => mentee.Excluded.Select(mentor => new Pair(mentee.Place, mentor)))],
            Preferences = [.. mentees.Select(mentee => mentee.Preferred)],
            Seed = seed,
        };
    }

    public IReadOnlyList<RunMentor> Mentors { get; }

    public IReadOnlyList<RunMentee> Mentees { get; }

    public MatchingProblem Problem { get; }

    /// <summary>Loads the snapshot with the scores that the jobs have stored; computes those that are missing.</summary>
    public static Task<RunInput> LoadAsync(NpgsqlConnection db, MatchingRun run, CancellationToken ct) =>
        LoadAsync(db, run, recompute: false, ct);

    /// <summary>Loads the snapshot and computes all scores again: for a check that trusts nothing but the snapshot.</summary>
    public static Task<RunInput> RecomputeAsync(NpgsqlConnection db, MatchingRun run, CancellationToken ct) =>
        LoadAsync(db, run, recompute: true, ct);

    /// <summary>Assigns by a policy.</summary>
    public RunResult Assign(MatchingPolicy policy, CancellationToken ct)
    {
        if (policy == MatchingPolicy.Stable)
            return new(Stable.Assign(Problem, ct), Prices: null, Bound: null);

        var (assignment, prices) = MostValue.Assign(Problem, ct);
        return new(assignment, prices, prices.Bound(Problem.Capacities));
    }

    /// <summary>Returns the score of a pair.</summary>
    public int ScoreOf(Pair pair)
    {
        Span<int> row = stackalloc int[1];
        Scoring.Unpack(_scores[pair.Mentee].AsSpan(2 * pair.Mentor), row);
        return row[0];
    }

    static async Task<RunInput> LoadAsync(NpgsqlConnection db, MatchingRun run, bool recompute, CancellationToken ct)
    {
        const string sql = "select place, scores from mentorship_run_mentee where run_id = $1 and scores is not null order by place";

        var scoring = await ScoringCache.LoadAsync(db, run.RunId, ct);
        var mentees = await RunSnapshot.ListMenteesAsync(db, run.RunId, ct);
        var scores = new byte[mentees.Count][];
        if (!recompute)
            foreach (var (place, packed) in await db.QueryAsync(sql, [run.RunId], row => (row.GetInt32(0), row.GetFieldValue<byte[]>(1)), ct))
                scores[place] = packed;
        for (var place = 0; place < scores.Length; place++)
            scores[place] ??= Scoring.Pack(scoring.Score(mentees[place]));

        return new(scoring.Mentors, mentees, scores, run.Seed);
    }
}
