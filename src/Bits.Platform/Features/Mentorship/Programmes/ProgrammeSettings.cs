using Bits.Platform.Rpc;
using Bits.Platform.Texts;
using Bits.Search;
using Bits.Shared;

namespace Bits.Platform.Features.Mentorship.Programmes;

/// <summary>Decides about the settings of a programme; the constraints of the table hold the same rules.</summary>
static class ProgrammeSettings
{
    const int MaxTopics = 40;
    const int MaxTags = 50;
    const int MaxQuestions = 5;

    /// <summary>Checks that the parts fit together.</summary>
    /// <exception cref="FaultException">A field is out of range, or contradicts another one.</exception>
    public static Programme Checked(Programme programme)
    {
        programme = programme with
        {
            ApplicationsEndAt = InMicroseconds(programme.ApplicationsEndAt),
            StartsAt = InMicroseconds(programme.StartsAt),
            EndsAt = InMicroseconds(programme.EndsAt),
        };
        if (programme.ApplicationsEndAt > programme.StartsAt)
            throw FaultException.InvalidArgument("applicationsEndAt", "is after the start. Close the applications before the programme starts.");
        if (programme.StartsAt >= programme.EndsAt)
            throw FaultException.InvalidArgument("endsAt", "is not after the start. Give a later end.");

        return programme with
        {
            Topics = Words("topics", programme.Topics, MaxTopics) is [_, ..] topics
                ? topics
                : throw FaultException.InvalidArgument("topics", "is empty; name at least one topic."),
            MentorTags = Tags("mentorTags", programme.MentorTags),
            MenteeTags = Tags("menteeTags", programme.MenteeTags),
            MentorQuestions = Words("mentorQuestions", programme.MentorQuestions, MaxQuestions),
            MenteeQuestions = Words("menteeQuestions", programme.MenteeQuestions, MaxQuestions),
        };
    }

    /// <summary>Returns the columns of the settings, from the name to the end.</summary>
    public static object?[] Columns(Programme p) =>
    [
        p.Name, p.Description, p.Topics.ToArray(), p.MentorTags.ToArray(), p.MenteeTags.ToArray(), p.MentorQuestions.ToArray(),
        p.MenteeQuestions.ToArray(), p.AllowsGender, p.Policy.ToText(), p.Weights.Topic, p.Weights.Language, p.Weights.City,
        p.Weights.TimeZone, p.Weights.Preference, p.Weights.Gender, p.MaxCapacity, p.AnswerDays, p.CheckInWeeks,
        p.ApplicationsEndAt, p.StartsAt, p.EndsAt,
    ];

    // As the table keeps them.
    static DateTimeOffset InMicroseconds(DateTimeOffset time) =>
        new(time.UtcTicks - time.UtcTicks % TimeSpan.TicksPerMicrosecond, TimeSpan.Zero);

    static IReadOnlyList<string> Words(string field, IReadOnlyList<string> words, int max)
    {
        string[] canonical = [.. words.Select(TextRules.Canonical).Distinct(StringComparer.OrdinalIgnoreCase)];
        return canonical.Length <= max
            ? canonical
            : throw FaultException.InvalidArgument(field, $"has {canonical.Length} entries; give at most {max}.");
    }

    static IReadOnlyList<string> Tags(string field, IReadOnlyList<string> tags)
    {
        if (tags.Count > MaxTags)
            throw FaultException.InvalidArgument(field, $"has {tags.Count} entries; give at most {MaxTags}.");

        try
        {
            return [.. tags.Select(tag => new AudienceTag(tag).Value).Distinct()];
        }
        catch (InvalidArgumentException e)
        {
            throw FaultException.InvalidArgument(field, $"has an entry that is no audience tag: {e.Problem}");
        }
    }
}
