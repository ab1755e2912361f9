using Bits.Jobs;
using Bits.Shared;
using Npgsql;

namespace Bits.Platform.Features.Mentorship.Pairs;

/// <summary>Ends pairs, and frees the places that they held.</summary>
static class PairEnds
{
    /// <summary>Marks an approved pair as declined by one of the two. False: it is no longer approved.</summary>
    public static async Task<bool> DeclineAsync(NpgsqlConnection db, MentorshipPair pair, Guid by, string? note, CancellationToken ct)
    {
        const string sql = """
            update mentorship_pair
            set state = 'declined', ended_at = now(), ended_by = $2, end_note = $3
            where id = $1 and state = 'approved'
            """;

        return await FreedAsync(db, pair, await db.ExecuteAsync(sql, [pair.Id, by, note], ct), ct);
    }

    /// <summary>Marks an approved pair as expired. False: it is no longer approved, or not due yet.</summary>
    public static async Task<bool> ExpireAsync(NpgsqlConnection db, MentorshipPair pair, CancellationToken ct)
    {
        const string sql = """
            update mentorship_pair
            set state = 'expired', ended_at = now()
            where id = $1 and state = 'approved' and answer_due_at <= now()
            """;

        return await FreedAsync(db, pair, await db.ExecuteAsync(sql, [pair.Id], ct), ct);
    }

    /// <summary>Ends an active pair. False: it is no longer active.</summary>
    public static async Task<bool> EndAsync(
        NpgsqlConnection db, MentorshipPair pair, PairEndKind kind, Guid by, string? note, CancellationToken ct)
    {
        const string sql = """
            update mentorship_pair
            set state = 'ended', ended_at = now(), end_kind = $2, ended_by = $3, end_note = $4, next_check_in_at = null
            where id = $1 and state = 'active'
            """;

        var isEnded = await FreedAsync(db, pair, await db.ExecuteAsync(sql, [pair.Id, kind.ToText(), by, note], ct), ct);
        if (isEnded)
            await CancelSessionsAsync(db, [pair.Id], ct);
        return isEnded;
    }

    /// <summary>Ends all open pairs of one who withdraws; returns them as they were.</summary>
    public static async Task<IReadOnlyList<MentorshipPair>> WithdrawAsync(
        NpgsqlConnection db, Guid programmeId, Guid userId, CancellationToken ct)
    {
        const string own = "select from mentorship_application where programme_id = $1 and user_id = $2 for update";
        const string mentors = """
            select mentor_user_id
            from mentorship_pair
            where programme_id = $1 and (mentor_user_id = $2 or mentee_user_id = $2) and state in ('proposed', 'approved', 'active')
            """;
        const string refuse = """
            update mentorship_pair
            set state = 'refused', decided_at = now()
            where programme_id = $1 and (mentor_user_id = $2 or mentee_user_id = $2) and state = 'proposed'
            """;
        const string list = $"""
            select {MentorshipPair.Columns}
            from mentorship_pair p
            where p.programme_id = $1 and (p.mentor_user_id = $2 or p.mentee_user_id = $2) and p.state in ('proposed', 'approved', 'active')
            order by p.id
            for update
            """;

        // Who pairs the applicant by hand holds the application: the pair is there by now, or is not made any more.
        await db.ExecuteAsync(own, [programmeId, userId], ct);

        // Mentors first, as approvals do: the two never wait for each other.
        await Places.LockAsync(db, programmeId, await db.QueryAsync(mentors, [programmeId, userId], row => row.GetGuid(0), ct), ct);
        var open = await db.QueryAsync(list, [programmeId, userId], MentorshipPair.Read, ct);
        await db.ExecuteAsync(refuse, [programmeId, userId], ct);
        foreach (var pair in open.Where(pair => pair.State != PairState.Proposed))
            await (pair.State == PairState.Active
                ? EndAsync(db, pair, PairEndKind.Withdrawn, userId, note: null, ct)
                : DeclineAsync(db, pair, userId, note: null, ct));

        return open;
    }

    /// <summary>Notifies those whom one has left by <see cref="WithdrawAsync"/>, if they knew of the pair, and has mentees among them
    /// matched again.</summary>
    public static async Task NotifyLeftAsync(
        NpgsqlConnection db, JobQueue jobs, IReadOnlyList<MentorshipPair> left, Guid withdrawn, CancellationToken ct)
    {
        foreach (var pair in left)
        {
            var news = pair.State == PairState.Active ? PairNews.Ended : PairNews.Declined;
            if (pair.State != PairState.Proposed)
                await jobs.EnqueueAsync(db, new NotifyPair(pair.Id, news), MentorshipJson.Default.NotifyPair, ct);
            if (pair.Mentee != withdrawn)
                await jobs.EnqueueAsync(db, new ProposeNext(pair.ProgrammeId, pair.Mentee), MentorshipJson.Default.ProposeNext, ct);
        }
    }

    /// <summary>Ends all open pairs of a programme that closes; returns those that the two knew of, and what they are told.</summary>
    public static async Task<IReadOnlyList<NotifyPair>> CloseAllAsync(NpgsqlConnection db, Guid programmeId, Guid by, CancellationToken ct)
    {
        const string others = """
            update mentorship_pair
            set state = case state when 'proposed' then 'refused' else 'expired' end, ended_at = now()
            where programme_id = $1 and state in ('proposed', 'approved')
            returning id, state = 'expired'
            """;
        const string active = """
            update mentorship_pair
            set state = 'ended', ended_at = now(), ended_by = $2, end_kind = 'closed', next_check_in_at = null
            where programme_id = $1 and state = 'active'
            returning id
            """;
        const string places = "update mentorship_application set taken = 0 where programme_id = $1 and taken > 0";

        // In this order: a pair that is being accepted makes the first statement wait, and is active in the second.
        var unanswered = await db.QueryAsync(others, [programmeId], row => (Id: row.GetGuid(0), IsKnown: row.GetBoolean(1)), ct);
        var ended = await db.QueryAsync(active, [programmeId, by], row => row.GetGuid(0), ct);
        await db.ExecuteAsync(places, [programmeId], ct);
        await CancelSessionsAsync(db, ended, ct);
        return
        [
            .. unanswered.Where(pair => pair.IsKnown).Select(pair => new NotifyPair(pair.Id, PairNews.Expired)),
            .. ended.Select(id => new NotifyPair(id, PairNews.Ended)),
        ];
    }

    // A session that does not take place counts in no certificate, and leaves calendars.
    static Task<int> CancelSessionsAsync(NpgsqlConnection db, IReadOnlyCollection<Guid> pairs, CancellationToken ct)
    {
        const string sql = """
            update mentorship_session
            set state = 'cancelled', sequence = sequence + 1, changed_at = now()
            where pair_id = any($1) and state = 'planned' and starts_at > now()
            """;

        return db.ExecuteAsync(sql, [pairs.ToArray()], ct);
    }

    static async Task<bool> FreedAsync(NpgsqlConnection db, MentorshipPair pair, int changed, CancellationToken ct)
    {
        if (changed > 0)
            await Places.FreeAsync(db, pair.ProgrammeId, pair.Mentor, ct);
        return changed > 0;
    }
}
