using System.Globalization;
using Bits.Platform.Features.Mentorship.Applications;
using Bits.Platform.Features.Mentorship.Runs;
using Bits.Shared;

namespace Bits.Platform.Features.Mentorship.Pairs;

/// <summary>Lists who reads an explanation.</summary>
enum ExplanationReader
{
    /// <summary>A coordinator, who reads the applications.</summary>
    Coordinator,

    /// <summary>The mentor of the pair.</summary>
    Mentor,

    /// <summary>The mentee of the pair.</summary>
    Mentee,
}

/// <summary>Why two people were matched: what both have stated in their applications.</summary>
/// <param name="Text">A sentence, such as "Shares 3 topics, same city, speaks Tamil."</param>
/// <param name="Topics">The shared topics.</param>
/// <param name="Languages">The shared languages.</param>
/// <param name="City">The shared city; null without one.</param>
/// <param name="TimeZone">The shared time zone; null without one.</param>
/// <param name="PreferenceRank">The mentor's rank among the mentee's preferences, from 1; the mentor is not told. Null without one.</param>
/// <param name="PreferredGender">Whether the mentor has the gender that the mentee prefers; only coordinators are told. Else null.</param>
public sealed record MatchExplanation(
    string Text, IReadOnlyList<string> Topics, IReadOnlyList<string> Languages, string? City, string? TimeZone, int? PreferenceRank,
    bool? PreferredGender)
{
    /// <summary>Explains a pair of a snapshot.</summary>
    internal static MatchExplanation Of(RunMentor mentor, RunMentee mentee, ExplanationReader reader) => Of(
        mentor, mentee, Rank(mentee.Preferred, mentor.Place), mentee.PreferredGender is { } wanted && wanted == mentor.Gender, reader);

    /// <summary>Explains a pair of two applications.</summary>
    internal static MatchExplanation Of(Application mentor, Application mentee, ExplanationReader reader) => Of(
        Stated.Of(mentor), Stated.Of(mentee), Rank(mentee.Preferred, mentor.UserId),
        mentee.PreferredGender is { } wanted && wanted == mentor.Gender, reader);

    static MatchExplanation Of(IApplicant mentor, IApplicant mentee, int? rank, bool isPreferredGender, ExplanationReader reader)
    {
        var (topics, languages) = (Shared(mentee.Topics, mentor.Topics), Shared(mentee.Languages, mentor.Languages));
        var city = Same(mentee.City, mentor.City);
        var zone = Same(mentee.TimeZone, mentor.TimeZone);
        rank = reader == ExplanationReader.Mentor ? null : rank;
        bool? gender = reader == ExplanationReader.Coordinator ? isPreferredGender : null;
        return new(Sentence(topics, languages, city, zone, rank, gender, reader), topics, languages, city, zone, rank, gender);
    }

    static string Sentence(
        IReadOnlyList<string> topics, IReadOnlyList<string> languages, string? city, string? zone, int? rank, bool? gender,
        ExplanationReader reader)
    {
        List<string> parts = [];
        if (topics.Count > 0)
            parts.Add(topics.Count == 1 ? $"shares the topic {topics[0]}" : string.Create(CultureInfo.InvariantCulture, $"shares {topics.Count} topics"));
        if (city is not null)
            parts.Add("same city");
        else if (zone is not null)
            parts.Add("same time zone");
        if (languages.Count > 0)
            parts.Add($"speaks {string.Join(" and ", languages)}");
        if (rank is { } r)
            parts.Add(string.Create(
                CultureInfo.InvariantCulture, $"{(reader == ExplanationReader.Mentee ? "your" : "the mentee's")} choice number {r}"));
        if (gender == true)
            parts.Add("of the preferred gender");
        if (parts.Count == 0)
            return "Had a free place.";

        var text = string.Join(", ", parts);
        return $"{char.ToUpperInvariant(text[0])}{text[1..]}.";
    }

    static string[] Shared(IReadOnlyList<string> mine, IReadOnlyList<string> theirs) =>
        [.. mine.Where(word => theirs.Contains(word, StringComparer.OrdinalIgnoreCase))];

    static string? Same(string? one, string? other) => string.Equals(one, other, StringComparison.OrdinalIgnoreCase) ? one : null;

    static int? Rank<T>(IReadOnlyList<T> preferred, T mentor) =>
        preferred.Index().Where(one => Equals(one.Item, mentor)).Select(one => (int?)one.Index + 1).FirstOrDefault();

    sealed record Stated(
        IReadOnlyList<string> Topics, IReadOnlyList<string> Languages, string? City, string? TimeZone, string? Gender) : IApplicant
    {
        public static Stated Of(Application a) => new(a.Topics, a.Languages, a.City, a.TimeZone, a.Gender?.ToText());
    }
}
