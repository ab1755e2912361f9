using Bits.Membership;
using Bits.Platform.Auth;
using Bits.Platform.Features.Mentorship.Applications;
using Bits.Shared;
using Npgsql;

namespace Bits.Platform.Features.Mentorship.Programmes;

/// <summary>Lists what a caller may do in a programme now.</summary>
public enum ProgrammeAction
{
    /// <summary>Apply as a mentor, or change that application.</summary>
    ApplyAsMentor,

    /// <summary>Apply as a mentee, or change that application.</summary>
    ApplyAsMentee,

    /// <summary>Withdraw the application.</summary>
    Withdraw,

    /// <summary>Change settings and state, read applications and reports, add coordinators.</summary>
    Coordinate,

    /// <summary>Start a dry run of the matching.</summary>
    StartDryRun,

    /// <summary>Start a run of the matching.</summary>
    StartRun,

    /// <summary>Approve, refuse and add pairs.</summary>
    Review,
}

/// <summary>A programme as a caller sees it in lists.</summary>
/// <param name="ProgrammeId">The id.</param>
/// <param name="Name">The name.</param>
/// <param name="Description">The description.</param>
/// <param name="State">The state.</param>
/// <param name="ApplicationsEndAt">The moment at which applications close.</param>
/// <param name="StartsAt">The start.</param>
/// <param name="EndsAt">The end.</param>
/// <param name="Mentors">The number of mentors who have applied.</param>
/// <param name="Mentees">The number of mentees who have applied.</param>
/// <param name="Role">The caller's role; null without one.</param>
/// <param name="Can">What the caller may do now.</param>
public sealed record ProgrammeView(
    Guid ProgrammeId, string Name, string Description, ProgrammeState State, DateTimeOffset ApplicationsEndAt,
    DateTimeOffset StartsAt, DateTimeOffset EndsAt, long Mentors, long Mentees, MemberRole? Role, IReadOnlyList<ProgrammeAction> Can);

/// <summary>Reads programmes as a caller sees them.</summary>
public sealed class ProgrammeViews(Memberships memberships)
{
    static readonly ProgrammeState[] DryRunStates =
        [ProgrammeState.ApplicationsOpen, ProgrammeState.Matching, ProgrammeState.Review, ProgrammeState.Active];

    /// <summary>Returns the programmes as the caller sees them, in the given order.</summary>
    public async Task<IReadOnlyList<ProgrammeView>> ListAsync(
        NpgsqlConnection db, Caller caller, IReadOnlyList<Programme> programmes, DateTimeOffset now, CancellationToken ct)
    {
        var seen = await memberships.OverviewsAsync(db, caller.UserId, [.. programmes.Select(p => p.Scope)], ct);
        var tags = (await CallerAudience.TagsAsync(db, caller.UserId, ct)).Select(tag => tag.Value).ToHashSet();
        var counts = await CountAsync(db, [.. programmes.Select(p => p.Id)], ct);

        return
        [
            .. programmes.Zip(seen, (p, overview) =>
            {
                var (mentors, mentees) = counts.GetValueOrDefault(p.Id);
                return new ProgrammeView(
                    p.Id, p.Name, p.Description, p.State, p.ApplicationsEndAt, p.StartsAt, p.EndsAt, mentors, mentees,
                    RoleOf(overview.Own), [.. Actions(caller, p, overview.Own, tags, now)]);
            }),
        ];
    }

    /// <summary>Returns whether one of the tags makes eligible.</summary>
    public static bool IsEligible(Programme programme, ApplicantRole role, IReadOnlySet<string> tags)
    {
        var needed = role == ApplicantRole.Mentor ? programme.MentorTags : programme.MenteeTags;
        return needed.Count == 0 || needed.Any(tags.Contains);
    }

    static IEnumerable<ProgrammeAction> Actions(
        Caller caller, Programme p, Member? own, IReadOnlySet<string> tags, DateTimeOffset now)
    {
        var role = RoleOf(own);
        var isOpen = p.State == ProgrammeState.ApplicationsOpen && now < p.ApplicationsEndAt
            && Authorizer.Decide(caller, MentorshipCapabilities.Apply, p.Facts, own).Allowed;
        if (isOpen && role is null or MemberRole.Mentor && IsEligible(p, ApplicantRole.Mentor, tags))
            yield return ProgrammeAction.ApplyAsMentor;
        if (isOpen && role is null or MemberRole.Mentee && IsEligible(p, ApplicantRole.Mentee, tags))
            yield return ProgrammeAction.ApplyAsMentee;
        if (role is MemberRole.Mentor or MemberRole.Mentee && p.State != ProgrammeState.Closed)
            yield return ProgrammeAction.Withdraw;
        if (!Authorizer.Decide(caller, MentorshipCapabilities.Coordinate, p.Facts, own).Allowed)
            yield break;

        yield return ProgrammeAction.Coordinate;
        if (DryRunStates.Contains(p.State))
            yield return ProgrammeAction.StartDryRun;
        if (p.State is ProgrammeState.Matching or ProgrammeState.Review or ProgrammeState.Active)
            yield return ProgrammeAction.StartRun;
        if (p.State is ProgrammeState.Review or ProgrammeState.Active)
            yield return ProgrammeAction.Review;
    }

    static MemberRole? RoleOf(Member? own) => own?.State == MemberState.Active ? own.Role : null;

    static async Task<Dictionary<Guid, (long Mentors, long Mentees)>> CountAsync(NpgsqlConnection db, Guid[] ids, CancellationToken ct)
    {
        const string sql = """
            select programme_id, count(*) filter (where role = 'mentor'), count(*) filter (where role = 'mentee')
            from mentorship_application
            where programme_id = any($1) and state = 'submitted'
            group by programme_id
            """;

        return (await db.QueryAsync(sql, [ids], row => (row.GetGuid(0), (row.GetInt64(1), row.GetInt64(2))), ct)).ToDictionary();
    }
}
