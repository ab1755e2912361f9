using Bits.Platform.Accounts;
using Bits.Platform.Features.Mentorship.Applications;
using Bits.Platform.Features.Mentorship.Programmes;
using Bits.Platform.Features.People;
using Bits.Shared;
using Npgsql;

namespace Bits.Platform.Features.Mentorship.Runs;

/// <summary>Takes the snapshot of a run: mentees without a mentor, mentors with the places that are left, and the pairs that must
/// not be. For a dry run, proposals that wait for approval count as not made.</summary>
sealed class SnapshotTaker(NpgsqlConnection db, Programme programme, RunKind kind, Blocks blocks, AccountDirectory accounts)
{
    public async Task<(IReadOnlyList<RunMentor> Mentors, IReadOnlyList<RunMentee> Mentees)> TakeAsync(CancellationToken ct)
    {
        var applications = await ListAsync(ct);
        var (matched, proposals) = await ListOpenAsync(ct);
        var batches = (await AccountDirectory.ListBatchesAsync(db, applications.Select(a => a.UserId), ct));
        var mentors = applications.Where(a => a.Role == ApplicantRole.Mentor)
            .Select((a, place) => Mentor(a, place, proposals.GetValueOrDefault(a.UserId), batches.GetValueOrDefault(a.UserId))).ToList();
        var places = mentors.ToDictionary(mentor => mentor.UserId, mentor => mentor.Place);
        var excluded = await ListExcludedAsync(applications, places, ct);

        var mentees = applications.Where(a => a.Role == ApplicantRole.Mentee && !matched.Contains(a.UserId))
            .Select((a, place) => Mentee(a, place, places, excluded[a.UserId], batches.GetValueOrDefault(a.UserId)));
        return (mentors, [.. mentees]);
    }

    // Of those who can sign in. A gender counts only while the programme asks for it.
    async Task<IReadOnlyList<Application>> ListAsync(CancellationToken ct)
    {
        var submitted = await Application.ListSubmittedAsync(db, programme.Id, ct);
        var enabled = (await accounts.ListEnabledAsync(db, [.. submitted.Select(a => a.UserId)], ct)).ToHashSet();
        return
        [
            .. submitted.Where(a => enabled.Contains(a.UserId))
                .Select(a => programme.AllowsGender ? a : a with { Gender = null, PreferredGender = null }),
        ];
    }

    // Mentees who have a mentor, and how many proposals hold a place of each mentor.
    async Task<(HashSet<Guid> Mentees, Dictionary<Guid, int> Proposals)> ListOpenAsync(CancellationToken ct)
    {
        const string sql = """
            select mentor_user_id, mentee_user_id, state = 'proposed'
            from mentorship_pair
            where programme_id = $1 and (state in ('approved', 'active') or (state = 'proposed' and $2))
            """;

        var open = await db.QueryAsync(
            sql, [programme.Id, kind == RunKind.Run], row => (Mentor: row.GetGuid(0), Mentee: row.GetGuid(1), Waits: row.GetBoolean(2)), ct);
        return (
            open.Select(pair => pair.Mentee).ToHashSet(),
            open.Where(pair => pair.Waits).CountBy(pair => pair.Mentor).ToDictionary());
    }

    async Task<ILookup<Guid, int>> ListExcludedAsync(
        IReadOnlyList<Application> applications, IReadOnlyDictionary<Guid, int> places, CancellationToken ct)
    {
        const string past = """
            select mentor_user_id, mentee_user_id
            from mentorship_pair
            where (programme_id = $1 and (state <> 'proposed' or $2))
               or (programme_id <> $1 and state in ('active', 'ended', 'declined') and mentor_user_id = any($3) and mentee_user_id = any($4))
            """;

        var mentees = applications.Where(a => a.Role == ApplicantRole.Mentee).Select(a => a.UserId).ToArray();
        var pairs = await db.QueryAsync(
            past, [programme.Id, kind == RunKind.Run, places.Keys.ToArray(), mentees], row => (row.GetGuid(0), row.GetGuid(1)), ct);
        var blocked = await blocks.ListAmongAsync(db, [.. applications.Select(a => a.UserId)], ct);

        // Who wants to be apart says so of either role.
        var conflicts = applications.SelectMany(
            a => a.Conflicts.SelectMany(other => new[] { (a.UserId, other), (other, a.UserId) }));
        return pairs.Concat(blocked).Concat(conflicts)
            .Where(pair => places.ContainsKey(pair.Item1))
            .Distinct()
            .ToLookup(pair => pair.Item2, pair => places[pair.Item1]);
    }

    static RunMentor Mentor(Application a, int place, int proposals, int? batch) => new(
        place, a.UserId, a.Topics, a.Languages, a.City, a.TimeZone, a.Company, a.Gender?.ToText(), a.ExcludesSameCompany, batch,
        Math.Max(0, a.Capacity - a.Taken - proposals));

    static RunMentee Mentee(Application a, int place, IReadOnlyDictionary<Guid, int> places, IEnumerable<int> excluded, int? batch) => new(
        place, a.UserId, a.Topics, a.Languages, a.City, a.TimeZone, a.Company, a.Gender?.ToText(), a.PreferredGender?.ToText(),
        a.ExcludesSameCompany, batch, [.. a.Preferred.Where(places.ContainsKey).Select(id => places[id])], [.. excluded.Order()]);
}
