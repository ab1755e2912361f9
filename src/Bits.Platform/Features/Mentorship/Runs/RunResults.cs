using Bits.Matching;
using Bits.Shared;
using Npgsql;

namespace Bits.Platform.Features.Mentorship.Runs;

/// <summary>Stores and reads the result of a run: the mentor and the gain of each mentee, the price of each mentor.</summary>
static class RunResults
{
    public static async Task StoreAsync(NpgsqlConnection db, Guid runId, RunInput input, RunResult result, CancellationToken ct)
    {
        const string mentees = """
            update mentorship_run_mentee e
            set mentor_place = n.mentor, gain = n.gain
            from unnest($2::int[], $3::int[], $4::int[]) as n (place, mentor, gain)
            where e.run_id = $1 and e.place = n.place
            """;
        const string mentors = """
            update mentorship_run_mentor m
            set price = n.price
            from unnest($2::int[], $3::int[]) as n (place, price)
            where m.run_id = $1 and m.place = n.place
            """;

        var assigned = new int?[input.Mentees.Count];
        foreach (var (mentee, mentor) in result.Assignment.Pairs)
            assigned[mentee] = mentor;
        var gains = result.Prices?.Gains.Select(gain => (int?)gain).ToArray() ?? new int?[input.Mentees.Count];

        await db.ExecuteAsync(mentees, [runId, Places(input.Mentees.Count), assigned, gains], ct);
        if (result.Prices is { } proof)
            await db.ExecuteAsync(mentors, [runId, Places(input.Mentors.Count), proof.Prices.ToArray()], ct);
    }

    /// <summary>Reads the stored pairs and prices. They are data: a verifier says whether they are right.</summary>
    public static async Task<RunResult> LoadAsync(NpgsqlConnection db, MatchingRun run, CancellationToken ct)
    {
        const string mentees = "select place, mentor_place, gain from mentorship_run_mentee where run_id = $1 order by place";
        const string mentors = "select coalesce(price, 0) from mentorship_run_mentor where run_id = $1 order by place";

        var rows = await db.QueryAsync(
            mentees, [run.RunId], row => (Place: row.GetInt32(0), Mentor: row.Nullable<int>(1), Gain: row.Nullable<int>(2)), ct);
        var prices = await db.QueryAsync(mentors, [run.RunId], row => row.GetInt32(0), ct);
        return new(
            new([.. rows.Where(row => row.Mentor is not null).Select(row => new Pair(row.Place, row.Mentor!.Value))], run.Value ?? 0),
            new([.. rows.Select(row => row.Gain ?? 0)], prices), run.Bound);
    }

    static int[] Places(int count) => [.. Enumerable.Range(0, count)];
}
