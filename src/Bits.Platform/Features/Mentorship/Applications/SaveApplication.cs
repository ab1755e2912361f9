using System.ComponentModel.DataAnnotations;
using Bits.Membership;
using Bits.Platform.Auth;
using Bits.Platform.Features.Mentorship.Programmes;
using Bits.Platform.Rpc;
using Bits.Platform.Texts;
using Bits.Shared;
using Npgsql;

namespace Bits.Platform.Features.Mentorship.Applications;

/// <summary>Applies to a programme as a mentor or mentee, or replaces the caller's application. A run that has started keeps
/// what it has read. A mentor may change the application until the programme is closed, a mentee while applications are open.
/// </summary>
[Rpc(
    "mentorship.v1/SaveApplication", MentorshipCapabilities.Apply,
    Example = """{"programmeId":"0198c1d2-7d3a-7c41-9f0e-3a5b8e6d2f10","role":"mentee","about":"I begin in energy.","topics":["Careers"],"languages":["English","Tamil"],"city":"Chennai","timeZone":"Asia/Kolkata"}""",
    Answer = """{"version":1}""")]
public sealed class SaveApplication(Memberships memberships) : IRpc<SaveApplication.Request, SaveApplication.Response>
{
    /// <summary>The application. The coordinators read all of it, the match only about, topics, languages, city and time zone.</summary>
    /// <param name="ProgrammeId">The programme.</param>
    /// <param name="Role">What the caller applies as.</param>
    /// <param name="Topics">The topics, from those of the programme.</param>
    /// <param name="Languages">The languages in which the caller can be mentored or mentor.</param>
    /// <param name="About">A few words for the coordinators and the match.</param>
    /// <param name="City">The city; null to leave it out of the matching.</param>
    /// <param name="TimeZone">The IANA time zone; null to leave it out.</param>
    /// <param name="Company">The company, for <paramref name="ExcludesSameCompany"/>; null to leave it out.</param>
    /// <param name="Gender">The gender, where the programme asks for it.</param>
    /// <param name="PreferredGender">Of a mentee: the preferred gender of the mentor.</param>
    /// <param name="Answers">The answers to the programme's questions, in their order.</param>
    /// <param name="Preferred">Of a mentee: mentors of the programme, best first.</param>
    /// <param name="Conflicts">People whom the caller must not be matched with. Only coordinators see it.</param>
    /// <param name="ExcludesSameCompany">Whether not to be matched within the same company.</param>
    /// <param name="Capacity">Of a mentor: the number of mentees; default 1.</param>
    public sealed record Request(
        Guid ProgrammeId,
        ApplicantRole Role,
        [property: Text(60, TextKind.Line)] IReadOnlyList<string> Topics,
        [property: Text(40, TextKind.Line)] IReadOnlyList<string> Languages,
        [property: Text(2_000, MayBeEmpty = true)] string About = "",
        [property: Text(100, TextKind.Line)] string? City = null,
        [property: Text(60, TextKind.Id)] string? TimeZone = null,
        [property: Text(120, TextKind.Line)] string? Company = null,
        StatedGender? Gender = null,
        StatedGender? PreferredGender = null,
        [property: Text(2_000, MayBeEmpty = true)] IReadOnlyList<string>? Answers = null,
        IReadOnlyList<Guid>? Preferred = null,
        IReadOnlyList<Guid>? Conflicts = null,
        bool ExcludesSameCompany = false,
        [property: Range(1, 20, ErrorMessage = "must be 1 to 20.")] int? Capacity = null) : IScopedRequest
    {
        Scope IScopedRequest.Scope => Scope.MentorshipProgramme(ProgrammeId);
    }

    /// <summary>The result.</summary>
    /// <param name="Version">The version of the application.</param>
    public sealed record Response(int Version);

    /// <inheritdoc />
    public async Task<Response> HandleAsync(Request request, RpcContext call, CancellationToken ct)
    {
        var programme = await Programme.HoldAsync(call.Db, request.ProgrammeId, ct);
        var before = await Application.FindAsync(call.Db, programme.Id, call.Caller.UserId, ct);
        await RequireAsync(call, programme, request, before, ct);
        var application = ApplicationRules.Checked(programme, request, call.Caller.UserId);

        var version = await WriteAsync(call.Db, application, ct);
        await EnterAsync(call, programme, request.Role, ct);

        call.Audit.Target("programme", programme.Id);
        return new(version);
    }

    async Task RequireAsync(RpcContext call, Programme programme, Request request, Application? before, CancellationToken ct)
    {
        var isSubmitted = before?.State == ApplicationState.Submitted;
        if (isSubmitted && before!.Role != request.Role)
            throw FaultException.FailedPrecondition("applied_otherwise", $"You have applied as a {before.Role.ToText()}. Withdraw that application first.");
        if (!(isSubmitted && request.Role == ApplicantRole.Mentor))
        {
            programme.RequireState("applications are not open", ProgrammeState.ApplicationsOpen);
            if (programme.ApplicationsEndAt <= call.Now)
                throw FaultException.FailedPrecondition("applications_over", "The applications to this programme have ended.");
        }
        else if (programme.State == ProgrammeState.Closed)
            programme.RequireState("it is over", ProgrammeState.Active);

        var tags = (await CallerAudience.TagsAsync(call.Db, call.Caller.UserId, ct)).Select(tag => tag.Value).ToHashSet();
        if (!ProgrammeViews.IsEligible(programme, request.Role, tags))
            throw FaultException.PermissionDenied("not_eligible", $"This programme is not open to you as a {request.Role.ToText()}.");
        if (await memberships.RoleAsync(call.Db, call.Caller.UserId, programme.Scope, ct) == MemberRole.Coordinator)
            throw FaultException.FailedPrecondition("coordinator_cannot_apply", "You coordinate this programme and read its applications, so you cannot apply.");
    }

    static async Task<int> WriteAsync(NpgsqlConnection db, Application a, CancellationToken ct)
    {
        const string sql = """
            insert into mentorship_application as a
                (programme_id, user_id, role, about, topics, languages, city, time_zone, company, gender, preferred_gender, answers,
                 preferred, conflicts, excludes_same_company, capacity)
            values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)
            on conflict on constraint mentorship_application_pkey do update
            set role = excluded.role, state = 'submitted', about = excluded.about, topics = excluded.topics, languages = excluded.languages,
                city = excluded.city, time_zone = excluded.time_zone, company = excluded.company, gender = excluded.gender,
                preferred_gender = excluded.preferred_gender, answers = excluded.answers, preferred = excluded.preferred,
                conflicts = excluded.conflicts, excludes_same_company = excluded.excludes_same_company, capacity = excluded.capacity,
                version = a.version + 1, updated_at = now()
            returning version
            """;

        try
        {
            return await db.FindAsync(
                sql,
                [
                    a.ProgrammeId, a.UserId, a.Role.ToText(), a.About, a.Topics.ToArray(), a.Languages.ToArray(), a.City, a.TimeZone, a.Company,
                    a.Gender?.ToText(), a.PreferredGender?.ToText(), a.Answers.ToArray(), a.Preferred.ToArray(), a.Conflicts.ToArray(),
                    a.ExcludesSameCompany, a.Capacity,
                ],
                row => row.GetInt32(0), ct);
        }
        catch (PostgresException e) when (e.ConstraintName is "mentorship_application_places_hold" or "mentorship_application_mentee_has_no_places")
        {
            throw FaultException.FailedPrecondition("places_taken", "More of your places are taken than that. End a mentorship first.");
        }
    }

    async Task EnterAsync(RpcContext call, Programme programme, ApplicantRole role, CancellationToken ct)
    {
        var added = await memberships.AddMemberAsync(
            call.Db, new(call.Caller.UserId, programme.Scope, role == ApplicantRole.Mentor ? MemberRole.Mentor : MemberRole.Mentee),
            OnBanned.Refuse, Change.By(call.Caller.UserId, "applied"), ct);
        if (added == AddOutcome.Banned)
            throw FaultException.PermissionDenied("banned", "You are banned from this programme. Ask a coordinator to lift the ban.");
    }
}
