using Bits.Shared;
using Npgsql;

namespace Bits.Platform.Features.Mentorship.Reports;

/// <summary>Lists what mentees are grouped by.</summary>
public enum FairnessGroup
{
    /// <summary>The year of graduation.</summary>
    Batch,

    /// <summary>The stated city.</summary>
    City,

    /// <summary>The stated gender.</summary>
    Gender,
}

/// <summary>How a group of mentees fares.</summary>
/// <param name="By">What they are grouped by.</param>
/// <param name="Value">The group, such as 2018 or chennai; null: not known.</param>
/// <param name="Mentees">The number of mentees.</param>
/// <param name="Matched">How many of them have a mentor.</param>
/// <param name="Rate">The share of those, 0 to 1.</param>
/// <param name="Gap">The rate minus the rate of all other mentees.</param>
/// <param name="IsSuspicious">Whether chance alone rarely gives such a gap: beyond three standard errors of groups with at least 20
/// mentees on either side. A reason to look, not a verdict.</param>
public sealed record FairnessRow(
    FairnessGroup By, string? Value, long Mentees, long Matched, double Rate, double Gap, bool IsSuspicious);

/// <summary>Compares how often groups of mentees get a mentor.</summary>
static class Fairness
{
    const int MinMentees = 20;
    const double MaxErrors = 3;

    /// <summary>Reports on a finished run.</summary>
    public static async Task<IReadOnlyList<FairnessRow>> OfRunAsync(NpgsqlConnection db, Guid runId, CancellationToken ct)
    {
        const string sql = """
            select g.by, g.value, count(*), count(e.mentor_place)
            from mentorship_run_mentee e
            cross join lateral (values ('batch', e.batch::text), ('city', lower(e.city)), ('gender', e.gender)) as g (by, value)
            where e.run_id = $1
            group by g.by, g.value
            order by g.by, count(*) desc, g.value
            """;

        return Judge(await db.QueryAsync(sql, [runId], Read, ct));
    }

    /// <summary>Selects pairs <c>p</c> that give their mentee a mentor: proposed, asked, meeting, or met until the end.</summary>
    internal const string GivesMentor =
        "(p.state in ('proposed', 'approved', 'active') or (p.state = 'ended' and p.end_kind in ('completed', 'closed')))";

    /// <summary>Reports on the pairs: who has a mentor, is being asked, or had one until the end.</summary>
    public static async Task<IReadOnlyList<FairnessRow>> OfProgrammeAsync(
        NpgsqlConnection db, Guid programmeId, IReadOnlyDictionary<Guid, int?> batches, CancellationToken ct)
    {
        const string sql = $"""
            select g.by, g.value, count(*), count(*) filter (where exists (
                select from mentorship_pair p
                where p.programme_id = a.programme_id and p.mentee_user_id = a.user_id and {GivesMentor}))
            from mentorship_application a
            left join unnest($2::uuid[], $3::int[]) as b (user_id, batch) on b.user_id = a.user_id
            join mentorship_programme m on m.id = a.programme_id
            cross join lateral (values
                ('batch', b.batch::text), ('city', lower(a.city)), ('gender', case when m.allows_gender then a.gender end)) as g (by, value)
            where a.programme_id = $1 and a.role = 'mentee' and a.state = 'submitted'
            group by g.by, g.value
            order by g.by, count(*) desc, g.value
            """;

        return Judge(await db.QueryAsync(sql, [programmeId, batches.Keys.ToArray(), batches.Values.ToArray()], Read, ct));
    }

    static (FairnessGroup By, string? Value, long Mentees, long Matched) Read(NpgsqlDataReader row) =>
        (EnumText.Parse<FairnessGroup>(row.GetString(0)), row.NullableString(1), row.GetInt64(2), row.GetInt64(3));

    static FairnessRow[] Judge(IReadOnlyList<(FairnessGroup By, string? Value, long Mentees, long Matched)> rows)
    {
        var totals = rows.GroupBy(row => row.By).ToDictionary(
            group => group.Key, group => (Mentees: group.Sum(row => row.Mentees), Matched: group.Sum(row => row.Matched)));

        return
        [
            .. rows.Select(row =>
            {
                var (mentees, matched) = (totals[row.By].Mentees - row.Mentees, totals[row.By].Matched - row.Matched);
                var rate = (double)row.Matched / row.Mentees;
                var gap = mentees == 0 ? 0 : rate - (double)matched / mentees;
                var overall = (double)totals[row.By].Matched / totals[row.By].Mentees;
                var error = mentees == 0 ? 0 : Math.Sqrt(overall * (1 - overall) * (1.0 / row.Mentees + 1.0 / mentees));
                return new FairnessRow(
                    row.By, row.Value, row.Mentees, row.Matched, Math.Round(rate, 4), Math.Round(gap, 4),
                    row.Mentees >= MinMentees && mentees >= MinMentees && Math.Abs(gap) > MaxErrors * error);
            }),
        ];
    }
}
