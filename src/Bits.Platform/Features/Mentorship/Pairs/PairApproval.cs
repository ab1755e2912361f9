using Bits.Jobs;
using Bits.Platform.Features.Mentorship.Programmes;
using Bits.Platform.Features.People;
using Bits.Shared;
using Npgsql;

namespace Bits.Platform.Features.Mentorship.Pairs;

/// <summary>Approves proposals: each takes a place of its mentor, and both are asked.</summary>
public sealed class PairApproval(JobQueue jobs, Blocks blocks)
{
    /// <summary>Approves those of the proposals whose mentor has a place left. Safe beside other approvals, and repeatable.</summary>
    /// <param name="db">An open connection with a transaction.</param>
    /// <param name="programme">The programme, held until the transaction ends.</param>
    /// <param name="ids">The pairs; others than proposals of the programme are left alone.</param>
    /// <param name="by">The coordinator; null for a job.</param>
    /// <param name="ct">Stops the query.</param>
    /// <returns>The approved pairs, and those that stay proposed because their mentor has no place or one blocks the other.</returns>
    internal async Task<(IReadOnlyList<Guid> Approved, IReadOnlyList<Guid> Left)> ApproveAsync(
        NpgsqlConnection db, Programme programme, IReadOnlyCollection<Guid> ids, Guid? by, CancellationToken ct)
    {
        const string proposals = $"""
            select {MentorshipPair.Columns} from mentorship_pair p where p.programme_id = $1 and p.id = any($2) and p.state = 'proposed' order by p.id
            """;

        var waiting = await db.QueryAsync(proposals, [programme.Id, ids.ToArray()], MentorshipPair.Read, ct);
        var left = await Places.LockAsync(db, programme.Id, waiting.Select(pair => pair.Mentor), ct);
        var apart = await blocks.ListAmongAsync(db, [.. waiting.SelectMany(pair => new[] { pair.Mentor, pair.Mentee }).Distinct()], ct);

        List<Guid> approved = [], kept = [];
        foreach (var pair in waiting)
            if (left.GetValueOrDefault(pair.Mentor) > 0 && !apart.Contains((pair.Mentor, pair.Mentee))
                && await WriteAsync(db, programme, pair.Id, by, ct))
            {
                await Places.TakeAsync(db, programme.Id, pair.Mentor, ct);
                left[pair.Mentor]--;
                approved.Add(pair.Id);
            }
            else
                kept.Add(pair.Id);

        await jobs.EnqueueManyAsync(
            db, [.. approved.Select(id => new NotifyPair(id, PairNews.Approved))], MentorshipJson.Default.NotifyPair, options: null, ct);
        return (approved, kept);
    }

    static async Task<bool> WriteAsync(NpgsqlConnection db, Programme programme, Guid id, Guid? by, CancellationToken ct)
    {
        const string sql = """
            update mentorship_pair
            set state = 'approved', decided_by = $2, decided_at = now(), answer_due_at = now() + make_interval(days => $3)
            where id = $1 and state = 'proposed'
            """;

        return await db.ExecuteAsync(sql, [id, by, programme.AnswerDays], ct) > 0;
    }
}
