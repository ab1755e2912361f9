using System.ComponentModel.DataAnnotations;
using Bits.Membership;
using Bits.Platform.Audit;
using Bits.Platform.Rpc;
using Bits.Platform.Texts;
using Bits.Shared;

namespace Bits.Platform.Features.Mentorship.Programmes;

/// <summary>Creates a programme as a draft. The caller becomes its coordinator.</summary>
[Rpc(
    "mentorship.v1/CreateProgramme", MentorshipCapabilities.Create, Audit = AuditClass.Admin,
    Example = """{"name":"First years in industry","description":"Six months, one hour every other week.","topics":["Careers","Research"],"menteeTags":["students"],"mentorTags":["alumni"],"applicationsEndAt":"2027-01-15T00:00:00Z","startsAt":"2027-02-01T00:00:00Z","endsAt":"2027-07-31T00:00:00Z"}""",
    Answer = """{"programmeId":"0198c1d2-7d3a-7c41-9f0e-3a5b8e6d2f10"}""")]
public sealed class CreateProgramme(Memberships memberships) : IRpc<CreateProgramme.Request, CreateProgramme.Response>
{
    /// <summary>The programme to create.</summary>
    /// <param name="Name">The name.</param>
    /// <param name="Topics">The topics that applicants choose from, 1 to 40.</param>
    /// <param name="ApplicationsEndAt">The moment at which applications close.</param>
    /// <param name="StartsAt">The start.</param>
    /// <param name="EndsAt">The end.</param>
    /// <param name="Description">The description.</param>
    /// <param name="MentorTags">Audience tags of which a mentor needs one, such as <c>alumni</c> or <c>batch:2018</c>; null: everyone.</param>
    /// <param name="MenteeTags">Audience tags of which a mentee needs one; null: everyone.</param>
    /// <param name="MentorQuestions">Questions to mentors, at most 5; null for none.</param>
    /// <param name="MenteeQuestions">Questions to mentees, at most 5; null for none.</param>
    /// <param name="AllowsGender">Whether the form asks for gender and a preference.</param>
    /// <param name="Policy">How a run assigns.</param>
    /// <param name="TopicWeight">What a shared topic adds to a score.</param>
    /// <param name="LanguageWeight">What a shared language adds.</param>
    /// <param name="CityWeight">What the same city adds.</param>
    /// <param name="TimeZoneWeight">What the same time zone adds.</param>
    /// <param name="PreferenceWeight">What the mentor whom the mentee ranks first gets; the later ones get less.</param>
    /// <param name="GenderWeight">What a mentor of the preferred gender gets.</param>
    /// <param name="MaxCapacity">The maximum number of mentees of a mentor.</param>
    /// <param name="AnswerDays">In how many days mentor and mentee answer.</param>
    /// <param name="CheckInWeeks">After how many weeks a pair is asked how it goes.</param>
    public sealed record Request(
        [property: Text(120, TextKind.Line)] string Name,
        [property: Text(60, TextKind.Line)] IReadOnlyList<string> Topics,
        DateTimeOffset ApplicationsEndAt,
        DateTimeOffset StartsAt,
        DateTimeOffset EndsAt,
        [property: Text(4_000, MayBeEmpty = true)] string Description = "",
        [property: Text(100, TextKind.Id)] IReadOnlyList<string>? MentorTags = null,
        [property: Text(100, TextKind.Id)] IReadOnlyList<string>? MenteeTags = null,
        [property: Text(300, TextKind.Line)] IReadOnlyList<string>? MentorQuestions = null,
        [property: Text(300, TextKind.Line)] IReadOnlyList<string>? MenteeQuestions = null,
        bool AllowsGender = false,
        MatchingPolicy Policy = MatchingPolicy.MostValue,
        [property: Weight] int TopicWeight = 20,
        [property: Weight] int LanguageWeight = 10,
        [property: Weight] int CityWeight = 15,
        [property: Weight] int TimeZoneWeight = 5,
        [property: Weight] int PreferenceWeight = 30,
        [property: Weight] int GenderWeight = 10,
        [property: Range(1, 20, ErrorMessage = "must be 1 to 20.")] int MaxCapacity = 3,
        [property: Range(1, 60, ErrorMessage = "must be 1 to 60.")] int AnswerDays = 7,
        [property: Range(1, 26, ErrorMessage = "must be 1 to 26.")] int CheckInWeeks = 4);

    /// <summary>The programme.</summary>
    /// <param name="ProgrammeId">The id.</param>
    public sealed record Response(Guid ProgrammeId);

    /// <inheritdoc />
    public async Task<Response> HandleAsync(Request request, RpcContext call, CancellationToken ct)
    {
        const string sql = """
            insert into mentorship_programme
                (name, description, topics, mentor_tags, mentee_tags, mentor_questions, mentee_questions, allows_gender, policy,
                 topic_weight, language_weight, city_weight, time_zone_weight, preference_weight, gender_weight, max_capacity,
                 answer_days, check_in_weeks, applications_end_at, starts_at, ends_at, id, created_by, created_at)
            values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24)
            """;

        var programme = ProgrammeSettings.Checked(AsProgramme(request, Guid.CreateVersion7(call.Now)));
        await call.Db.ExecuteAsync(
            sql, [.. ProgrammeSettings.Columns(programme), programme.Id, call.Caller.UserId, call.Now], ct);
        await memberships.AddMemberAsync(
            call.Db, new(call.Caller.UserId, programme.Scope, MemberRole.Coordinator), OnBanned.Refuse,
            Change.By(call.Caller.UserId, "created the programme"), ct);

        call.Audit.Target("programme", programme.Id);
        return new(programme.Id);
    }

    static Programme AsProgramme(Request request, Guid id) => new(id, request.Name, request.Description, ProgrammeState.Draft)
    {
        Topics = request.Topics,
        MentorTags = request.MentorTags ?? [],
        MenteeTags = request.MenteeTags ?? [],
        MentorQuestions = request.MentorQuestions ?? [],
        MenteeQuestions = request.MenteeQuestions ?? [],
        AllowsGender = request.AllowsGender,
        Policy = request.Policy,
        Weights = new(
            request.TopicWeight, request.LanguageWeight, request.CityWeight, request.TimeZoneWeight, request.PreferenceWeight,
            request.GenderWeight),
        MaxCapacity = request.MaxCapacity,
        AnswerDays = request.AnswerDays,
        CheckInWeeks = request.CheckInWeeks,
        ApplicationsEndAt = request.ApplicationsEndAt,
        StartsAt = request.StartsAt,
        EndsAt = request.EndsAt,
    };
}
