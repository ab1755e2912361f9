using System.Globalization;
using Bits.Membership;
using Bits.Pages.Parts;
using Bits.Platform.Features.Mentorship.Applications;
using Bits.Platform.Features.Mentorship.Pairs;
using Bits.Platform.Features.Mentorship.Programmes;
using Bits.Platform.Features.Mentorship.Reports;
using Bits.Platform.Features.Mentorship.Runs;

namespace Bits.Web.Features.Mentorship;

/// <summary>Formats facts about mentorship for readers.</summary>
static class MentorshipWords
{
    /// <summary>Returns the name of a phase.</summary>
    public static string Title(this ProgrammeState state) => state switch
    {
        ProgrammeState.Draft => "Draft",
        ProgrammeState.ApplicationsOpen => "Applications open",
        ProgrammeState.Matching => "Matching",
        ProgrammeState.Review => "Review",
        ProgrammeState.Active => "Under way",
        ProgrammeState.Closed => "Closed",
    };

    /// <summary>Returns the name of a state of a pair.</summary>
    public static string Title(this PairState state) => state switch
    {
        PairState.Proposed => "Proposed",
        PairState.Approved => "Waiting for answers",
        PairState.Active => "Active",
        PairState.Refused => "Refused",
        PairState.Declined => "Declined",
        PairState.Expired => "Expired",
        PairState.Ended => "Ended",
    };

    /// <summary>Returns the name of a policy.</summary>
    public static string Title(this MatchingPolicy policy) => policy == MatchingPolicy.Stable ? "Stable" : "Most value";

    /// <summary>Explains a policy.</summary>
    public static string Sentence(this MatchingPolicy policy) => policy == MatchingPolicy.Stable
        ? "No mentee and mentor would both rather have each other."
        : "The total score of all pairs is as high as possible.";

    /// <summary>Returns the name of a kind of runs.</summary>
    public static string Title(this RunKind kind) => kind == RunKind.Run ? "Run" : "Dry run";

    /// <summary>Returns the name of a stated gender.</summary>
    public static string Title(this StatedGender gender) => gender switch
    {
        StatedGender.Woman => "Woman",
        StatedGender.Man => "Man",
        StatedGender.Other => "Other",
    };

    /// <summary>Returns the name of what mentees are grouped by.</summary>
    public static string Title(this FairnessGroup group) => group switch
    {
        FairnessGroup.Batch => "Batch",
        FairnessGroup.City => "City",
        FairnessGroup.Gender => "Gender",
    };

    /// <summary>Returns what one applies as.</summary>
    public static string Title(this ApplicantRole role) => role == ApplicantRole.Mentor ? "mentor" : "mentee";

    /// <summary>Returns the role in a programme; null for others.</summary>
    public static string? Title(this MemberRole? role) => role switch
    {
        MemberRole.Mentor => "You mentor",
        MemberRole.Mentee => "You are a mentee",
        MemberRole.Coordinator => "You coordinate",
        _ => null,
    };

    /// <summary>Formats a date in UTC.</summary>
    public static string Date(DateTimeOffset time) => time.UtcDateTime.ToString("d MMM yyyy", CultureInfo.InvariantCulture);

    /// <summary>Formats a time in a zone.</summary>
    public static string Time(DateTimeOffset time, TimeZoneInfo zone) =>
        TimeZoneInfo.ConvertTime(time, zone).ToString("ddd d MMM yyyy, HH:mm", CultureInfo.InvariantCulture);

    /// <summary>Formats a time of the day in a zone.</summary>
    public static string Hour(DateTimeOffset time, TimeZoneInfo zone) =>
        TimeZoneInfo.ConvertTime(time, zone).ToString("ddd HH:mm", CultureInfo.InvariantCulture);

    /// <summary>Formats a share.</summary>
    public static string Percent(double share) => string.Create(CultureInfo.InvariantCulture, $"{share * 100:0} %");

    /// <summary>Formats a mean mark; a dash without one.</summary>
    public static string Mark(double? mark) => mark is { } m ? string.Create(CultureInfo.InvariantCulture, $"{m:0.0} of 5") : "–";

    /// <summary>Formats a number with its noun.</summary>
    public static string Count(long count, string one, string many) => count == 1 ? $"1 {one}" : $"{Words.Number(count)} {many}";

    /// <summary>Returns a name, also of a former member.</summary>
    public static string Named(this NamedUser user) => user.Name ?? "A former member";

    /// <summary>Formats the audience tags of which one makes eligible.</summary>
    public static string Eligible(IReadOnlyList<string> tags) => tags.Count == 0 ? "everyone" : string.Join(", ", tags);
}
