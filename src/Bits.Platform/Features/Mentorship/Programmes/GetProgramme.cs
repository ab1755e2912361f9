using Bits.Membership;
using Bits.Platform.Accounts;
using Bits.Platform.Rpc;

namespace Bits.Platform.Features.Mentorship.Programmes;

/// <summary>Shows a programme: settings, questions, coordinators, and what the caller may do.</summary>
[Rpc(
    "mentorship.v1/GetProgramme", MentorshipCapabilities.View, Reads = true,
    Example = """{"programmeId":"0198c1d2-7d3a-7c41-9f0e-3a5b8e6d2f10"}""",
    Answer = """{"programme":{"programmeId":"0198c1d2-7d3a-7c41-9f0e-3a5b8e6d2f10","name":"First years in industry","description":"","state":"applications_open","applicationsEndAt":"2027-01-15T00:00:00Z","startsAt":"2027-02-01T00:00:00Z","endsAt":"2027-07-31T00:00:00Z","mentors":12,"mentees":40,"role":null,"can":["apply_as_mentee"]},"topics":["Careers"],"mentorTags":["alumni"],"menteeTags":["students"],"mentorQuestions":[],"menteeQuestions":["What do you hope for?"],"allowsGender":false,"policy":"most_value","weights":{"topic":20,"language":10,"city":15,"timeZone":5,"preference":30,"gender":10},"maxCapacity":3,"answerDays":7,"checkInWeeks":4,"version":1,"coordinators":[{"userId":"0198c1d2-7d3a-7c41-9f0e-3a5b8e6d2f11","name":"Asha"}],"shown":"The coordinators read your application. Your match reads about, topics, languages, city and time zone."}""")]
public sealed class GetProgramme(ProgrammeGate gate, ProgrammeViews views, Memberships memberships, AccountDirectory accounts)
    : IRpc<GetProgramme.Request, GetProgramme.Response>
{
    const int MaxCoordinators = 50;

    /// <summary>What the form of an application says about who reads it.</summary>
    public const string Shown =
        "The coordinators read your application. Your match reads what you say about yourself, your topics, languages, city and time zone. "
        + "Members who look for a mentor read the same of each mentor.";

    /// <summary>The programme to show.</summary>
    /// <param name="ProgrammeId">The programme.</param>
    public sealed record Request(Guid ProgrammeId);

    /// <summary>The programme.</summary>
    /// <param name="Programme">As in lists.</param>
    /// <param name="Topics">The topics that applicants choose from.</param>
    /// <param name="MentorTags">Audience tags of which a mentor needs one; empty: everyone.</param>
    /// <param name="MenteeTags">Audience tags of which a mentee needs one; empty: everyone.</param>
    /// <param name="MentorQuestions">Questions to mentors.</param>
    /// <param name="MenteeQuestions">Questions to mentees.</param>
    /// <param name="AllowsGender">Whether the form asks for gender and a preference.</param>
    /// <param name="Policy">How a run assigns.</param>
    /// <param name="Weights">The weights of the scores.</param>
    /// <param name="MaxCapacity">The maximum number of mentees of a mentor.</param>
    /// <param name="AnswerDays">In how many days mentor and mentee answer.</param>
    /// <param name="CheckInWeeks">After how many weeks a pair is asked how it goes.</param>
    /// <param name="Version">The version of the settings.</param>
    /// <param name="Coordinators">The coordinators.</param>
    /// <param name="Shown">Who reads an application; the form shows this sentence.</param>
    public sealed record Response(
        ProgrammeView Programme, IReadOnlyList<string> Topics, IReadOnlyList<string> MentorTags, IReadOnlyList<string> MenteeTags,
        IReadOnlyList<string> MentorQuestions, IReadOnlyList<string> MenteeQuestions, bool AllowsGender, MatchingPolicy Policy,
        MatchingWeights Weights, int MaxCapacity, int AnswerDays, int CheckInWeeks, int Version,
        IReadOnlyList<NamedUser> Coordinators, string Shown);

    /// <inheritdoc />
    public async Task<Response> HandleAsync(Request request, RpcContext call, CancellationToken ct)
    {
        var p = await gate.RequireVisibleAsync(call, request.ProgrammeId, ct);
        var seen = await views.ListAsync(call.Db, call.Caller, [p], call.Now, ct);
        var coordinators = await memberships.ListByScopeAsync(
            call.Db, p.Scope, new(MemberState.Active, MemberRole.Coordinator), limit: MaxCoordinators, ct: ct);
        var names = await accounts.ListNamesAsync(call.Db, coordinators.Select(c => c.UserId), ct);

        return new(
            seen[0], p.Topics, p.MentorTags, p.MenteeTags, p.MentorQuestions, p.MenteeQuestions, p.AllowsGender, p.Policy, p.Weights,
            p.MaxCapacity, p.AnswerDays, p.CheckInWeeks, p.Version,
            [.. coordinators.Select(c => NamedUser.Of(c.UserId, names))], Shown);
    }
}
