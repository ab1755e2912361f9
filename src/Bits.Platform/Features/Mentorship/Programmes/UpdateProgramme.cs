using System.ComponentModel.DataAnnotations;
using Bits.Membership;
using Bits.Platform.Audit;
using Bits.Platform.Rpc;
using Bits.Platform.Texts;
using Bits.Shared;

namespace Bits.Platform.Features.Mentorship.Programmes;

/// <summary>Changes the settings of a programme. A run that has started keeps the settings of its start.</summary>
[Rpc(
    "mentorship.v1/UpdateProgramme", MentorshipCapabilities.Coordinate, Audit = AuditClass.Admin,
    Example = """{"programmeId":"0198c1d2-7d3a-7c41-9f0e-3a5b8e6d2f10","topicWeight":30,"policy":"stable"}""",
    Answer = """{"version":2}""")]
public sealed class UpdateProgramme : IRpc<UpdateProgramme.Request, UpdateProgramme.Response>
{
    /// <summary>The changes; what is null stays.</summary>
    /// <param name="ProgrammeId">The programme.</param>
    /// <param name="Name">The name.</param>
    /// <param name="Description">The description.</param>
    /// <param name="Topics">The topics that applicants choose from; replaces all.</param>
    /// <param name="MentorTags">Audience tags of which a mentor needs one; empty: everyone.</param>
    /// <param name="MenteeTags">Audience tags of which a mentee needs one; empty: everyone.</param>
    /// <param name="MentorQuestions">Questions to mentors; only in a draft.</param>
    /// <param name="MenteeQuestions">Questions to mentees; only in a draft.</param>
    /// <param name="AllowsGender">Whether the form asks for gender and a preference.</param>
    /// <param name="Policy">How a run assigns.</param>
    /// <param name="TopicWeight">What a shared topic adds to a score.</param>
    /// <param name="LanguageWeight">What a shared language adds.</param>
    /// <param name="CityWeight">What the same city adds.</param>
    /// <param name="TimeZoneWeight">What the same time zone adds.</param>
    /// <param name="PreferenceWeight">What the mentor whom the mentee ranks first gets.</param>
    /// <param name="GenderWeight">What a mentor of the preferred gender gets.</param>
    /// <param name="MaxCapacity">The maximum number of mentees of a mentor; of applications saved from now on.</param>
    /// <param name="AnswerDays">In how many days mentor and mentee answer.</param>
    /// <param name="CheckInWeeks">After how many weeks a pair is asked how it goes.</param>
    /// <param name="ApplicationsEndAt">The moment at which applications close.</param>
    /// <param name="StartsAt">The start.</param>
    /// <param name="EndsAt">The end.</param>
    /// <param name="ExpectedVersion">The version that the caller has read; null to overwrite.</param>
    public sealed record Request(
        Guid ProgrammeId,
        [property: Text(120, TextKind.Line)] string? Name = null,
        [property: Text(4_000, MayBeEmpty = true)] string? Description = null,
        [property: Text(60, TextKind.Line)] IReadOnlyList<string>? Topics = null,
        [property: Text(100, TextKind.Id)] IReadOnlyList<string>? MentorTags = null,
        [property: Text(100, TextKind.Id)] IReadOnlyList<string>? MenteeTags = null,
        [property: Text(300, TextKind.Line)] IReadOnlyList<string>? MentorQuestions = null,
        [property: Text(300, TextKind.Line)] IReadOnlyList<string>? MenteeQuestions = null,
        bool? AllowsGender = null,
        MatchingPolicy? Policy = null,
        [property: Weight] int? TopicWeight = null,
        [property: Weight] int? LanguageWeight = null,
        [property: Weight] int? CityWeight = null,
        [property: Weight] int? TimeZoneWeight = null,
        [property: Weight] int? PreferenceWeight = null,
        [property: Weight] int? GenderWeight = null,
        [property: Range(1, 20, ErrorMessage = "must be 1 to 20.")] int? MaxCapacity = null,
        [property: Range(1, 60, ErrorMessage = "must be 1 to 60.")] int? AnswerDays = null,
        [property: Range(1, 26, ErrorMessage = "must be 1 to 26.")] int? CheckInWeeks = null,
        DateTimeOffset? ApplicationsEndAt = null,
        DateTimeOffset? StartsAt = null,
        DateTimeOffset? EndsAt = null,
        int? ExpectedVersion = null) : IScopedRequest
    {
        Scope IScopedRequest.Scope => Scope.MentorshipProgramme(ProgrammeId);
    }

    /// <summary>The result.</summary>
    /// <param name="Version">The version after the change.</param>
    public sealed record Response(int Version);

    /// <inheritdoc />
    public async Task<Response> HandleAsync(Request request, RpcContext call, CancellationToken ct)
    {
        const string sql = """
            update mentorship_programme
            set name = $1, description = $2, topics = $3, mentor_tags = $4, mentee_tags = $5, mentor_questions = $6,
                mentee_questions = $7, allows_gender = $8, policy = $9, topic_weight = $10, language_weight = $11, city_weight = $12,
                time_zone_weight = $13, preference_weight = $14, gender_weight = $15, max_capacity = $16, answer_days = $17,
                check_in_weeks = $18, applications_end_at = $19, starts_at = $20, ends_at = $21, version = version + 1
            where id = $22
            returning version
            """;

        var programme = await Programme.LockAsync(call.Db, request.ProgrammeId, ct);
        if (request.ExpectedVersion is { } expected && expected != programme.Version)
            throw FaultException.FailedPrecondition("programme_changed", "Another coordinator changed the programme first. Read it again.");
        if (request.MentorQuestions is not null || request.MenteeQuestions is not null)
            programme.RequireState("questions change only in a draft, because applicants have answered them", ProgrammeState.Draft);

        var changed = ProgrammeSettings.Checked(Apply(programme, request));
        call.Audit.Target("programme", programme.Id);
        return new(await call.Db.FindAsync(sql, [.. ProgrammeSettings.Columns(changed), programme.Id], row => row.GetInt32(0), ct));
    }

    static Programme Apply(Programme p, Request change) => p with
    {
        Name = change.Name ?? p.Name,
        Description = change.Description ?? p.Description,
        Topics = change.Topics ?? p.Topics,
        MentorTags = change.MentorTags ?? p.MentorTags,
        MenteeTags = change.MenteeTags ?? p.MenteeTags,
        MentorQuestions = change.MentorQuestions ?? p.MentorQuestions,
        MenteeQuestions = change.MenteeQuestions ?? p.MenteeQuestions,
        AllowsGender = change.AllowsGender ?? p.AllowsGender,
        Policy = change.Policy ?? p.Policy,
        Weights = p.Weights.With(
            change.TopicWeight, change.LanguageWeight, change.CityWeight, change.TimeZoneWeight, change.PreferenceWeight, change.GenderWeight),
        MaxCapacity = change.MaxCapacity ?? p.MaxCapacity,
        AnswerDays = change.AnswerDays ?? p.AnswerDays,
        CheckInWeeks = change.CheckInWeeks ?? p.CheckInWeeks,
        ApplicationsEndAt = change.ApplicationsEndAt ?? p.ApplicationsEndAt,
        StartsAt = change.StartsAt ?? p.StartsAt,
        EndsAt = change.EndsAt ?? p.EndsAt,
    };
}
