using Bits.Platform.Features.Mentorship.Programmes;
using Bits.Platform.Rpc;
using Bits.Platform.Texts;

namespace Bits.Platform.Features.Mentorship.Applications;

/// <summary>Decides what an application may state in a programme.</summary>
static class ApplicationRules
{
    const int MaxTopics = 10;
    const int MaxLanguages = 10;
    const int MaxPreferred = 10;
    const int MaxConflicts = 50;
    const int MaxAnswerLength = 2_000;

    /// <summary>Returns the application as the table stores it.</summary>
    /// <exception cref="FaultException">A field contradicts the programme or the role.</exception>
    public static Application Checked(Programme programme, SaveApplication.Request request, Guid userId)
    {
        var isMentor = request.Role == ApplicantRole.Mentor;
        if (isMentor && request.Preferred is [_, ..])
            throw FaultException.InvalidArgument("preferred", "is for mentees; a mentor ranks no mentors.");
        if (!isMentor && request.Capacity is > 0)
            throw FaultException.InvalidArgument("capacity", "is for mentors; leave it out.");
        if (!programme.AllowsGender && (request.Gender ?? request.PreferredGender) is not null)
            throw FaultException.InvalidArgument("gender", "is not asked for in this programme; leave it out.");

        return new(programme.Id, userId, request.Role)
        {
            About = request.About,
            Topics = Topics(programme, request.Topics),
            Languages = Few("languages", request.Languages.Select(TextRules.Canonical).Distinct(StringComparer.OrdinalIgnoreCase), MaxLanguages),
            City = Canonical(request.City),
            TimeZone = Zone(request.TimeZone),
            Company = Canonical(request.Company),
            Gender = request.Gender,
            PreferredGender = isMentor ? null : request.PreferredGender,
            Answers = Answers(isMentor ? programme.MentorQuestions : programme.MenteeQuestions, request.Answers ?? []),
            Preferred = People("preferred", request.Preferred ?? [], userId, MaxPreferred),
            Conflicts = People("conflicts", request.Conflicts ?? [], userId, MaxConflicts),
            ExcludesSameCompany = request.ExcludesSameCompany,
            Capacity = isMentor ? Capacity(programme, request.Capacity ?? 1) : 0,
        };
    }

    static string[] Topics(Programme programme, IReadOnlyList<string> topics)
    {
        var known = programme.Topics.ToDictionary(topic => topic, StringComparer.OrdinalIgnoreCase);
        foreach (var topic in topics)
            if (!known.ContainsKey(TextRules.Canonical(topic)))
                throw FaultException.InvalidArgument("topics", $"has {topic}, which is no topic of this programme. Choose from {string.Join(", ", programme.Topics)}.");

        return Few("topics", topics.Select(topic => known[TextRules.Canonical(topic)]).Distinct(), MaxTopics) is [_, ..] chosen
            ? chosen
            : throw FaultException.InvalidArgument("topics", "is empty; choose at least one topic.");
    }

    static string[] Answers(IReadOnlyList<string> questions, IReadOnlyList<string> answers)
    {
        if (answers.Count != questions.Count)
            throw FaultException.InvalidArgument(
                "answers", $"has {answers.Count} entries; give {questions.Count}, one for each question of the programme, in its order.");
        foreach (var answer in answers)
            if (answer.Length > 0 && TextRules.Problem(answer, TextKind.Prose, MaxAnswerLength) is { } problem)
                throw FaultException.InvalidArgument("answers", $"has an entry that {problem}");

        return [.. answers];
    }

    static int Capacity(Programme programme, int capacity) => capacity <= programme.MaxCapacity
        ? capacity
        : throw FaultException.InvalidArgument("capacity", $"is {capacity}; a mentor of this programme takes at most {programme.MaxCapacity}.");

    static Guid[] People(string field, IReadOnlyList<Guid> people, Guid userId, int max) => people.Contains(userId)
        ? throw FaultException.InvalidArgument(field, "has your own id; name others.")
        : Few(field, people.Distinct(), max);

    static T[] Few<T>(string field, IEnumerable<T> values, int max)
    {
        T[] all = [.. values];
        return all.Length <= max ? all : throw FaultException.InvalidArgument(field, $"has {all.Length} entries; give at most {max}.");
    }

    static string? Canonical(string? text) => text is null ? null : TextRules.Canonical(text);

    static string? Zone(string? zone) => zone is null || (TimeZoneInfo.TryFindSystemTimeZoneById(zone, out var found) && found.HasIanaId)
        ? zone
        : throw FaultException.InvalidArgument("timeZone", $"'{zone}' is no IANA time zone. Write one such as Asia/Kolkata.");
}
