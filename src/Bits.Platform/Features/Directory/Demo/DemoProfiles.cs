using System.Globalization;
using Bits.Platform.Demo;

namespace Bits.Platform.Features.Directory.Demo;

/// <summary>Composes the profiles of the demo people, always the same ones: about a quarter of the fields are restricted, and
/// some people say nothing.</summary>
static class DemoProfiles
{
    const int Seed = 20260801;
    const int Now = 2026; // the year of the demo data
    const int YearsPerTitle = 6;
    static readonly string[] Common = ["English", "Hindi"];

    /// <summary>Composes the profile of a person.</summary>
    /// <param name="number">Which of the demo people it is.</param>
    /// <param name="id">The account.</param>
    /// <param name="person">The person.</param>
    /// <returns>The profile; null for one who says nothing.</returns>
    public static Profile? Compose(int number, Guid id, DemoPerson person)
    {
        var random = new Random(Seed + number);
        var isWellKnown = number < DemoPeople.WellKnownPeople;
        if (random.Next(12) == 0 && !isWellKnown)
            return null;

        var fields = FieldsOf(number, person, random);
        var audiences = FieldRules.All.ToDictionary(rule => rule.Field, rule => AudienceOf(rule.Default, random));
        return isWellKnown
            ? new(id, DemoWellKnown.Complete(number, fields), DemoWellKnown.AudiencesOf(number), Version: 1)
            : new(id, fields, audiences, Version: 1);
    }

    static ProfileFields FieldsOf(int number, DemoPerson person, Random random)
    {
        var (first, last) = person.Account.Name.Split(' ') is [var one, .. var rest] ? (one, string.Join(' ', rest)) : (person.Account.Name, "");
        var industry = Often(DemoCareers.Industries, random);
        var (degree, branches) = Often(DemoCareers.Degrees, random);
        var login = person.Account.Email[..person.Account.Email.IndexOf('@', StringComparison.Ordinal)];
        var works = random.Next(100) < 88;

        return new(
            SpokenName: DemoWords.Spoken.GetValueOrDefault(first) is { } spoken ? $"{spoken} {last}" : null,
            Nicknames: Some(18, () => Any(DemoWords.Nicknames, random)),
            FormerNames: Some(4, () => $"{first} {Any(DemoNames.IndianLast, random)}"),
            Headline: Maybe(66, () => Any(DemoWords.Headlines, random)),
            Degree: Maybe(96, () => degree),
            Branch: Maybe(92, () => Often(branches, random)),
            City: Maybe(90, () => CityOf(person.Chapter, random)),
            Company: works ? Often(industry.Companies, random) : null,
            Title: works ? TitleOf(industry, person.Batch, random) : null,
            Industry: Maybe(88, () => industry.Name),
            Skills: Several(industry.Skills, random.Next(5), random),
            Languages: [.. Common.Take(random.Next(3)), .. Several(DemoWords.Languages.GetValueOrDefault(person.Chapter, []), random.Next(3), random)],
            Links: Some(14, () => $"https://people.example/{login}"),
            Phone: Maybe(40, () => $"+9155{number.ToString("D8", CultureInfo.InvariantCulture)}"),
            Email: Maybe(55, () => person.Account.Email),
            OpenTo: OpenToOf(Now - person.Batch, random),
            PhotoId: null);

        string? Maybe(int percent, Func<string> text) => random.Next(100) < percent ? text() : null;
        IReadOnlyList<string> Some(int percent, Func<string> text) => random.Next(100) < percent ? [text()] : [];
    }

    static Audience AudienceOf(Audience usual, Random random) => random.Next(100) switch
    {
        < 76 => usual,
        < 84 => Audience.Batch,
        < 91 => Audience.Groups,
        < 97 => Audience.Connections,
        _ => Audience.OnlyMe,
    };

    static string CityOf(string chapter, Random random) =>
        random.Next(10) == 0 ? CityIn(Any(DemoNames.Chapters, random), random) : CityIn(chapter, random);

    static string CityIn(string chapter, Random random) =>
        DemoWords.Cities.TryGetValue(chapter, out var cities) ? Often(cities, random) : chapter;

    static string TitleOf(DemoIndustry industry, int batch, Random random) =>
        industry.Titles[Math.Clamp((Now - batch + random.Next(-3, 4)) / YearsPerTitle, 0, industry.Titles.Length - 1)];

    static List<OpenTo> OpenToOf(int years, Random random) =>
    [
        .. new (OpenTo Value, int Percent)[]
        {
            (OpenTo.Mentoring, years > 5 ? 40 : 5), (OpenTo.Hiring, years > 8 ? 25 : 2), (OpenTo.JobOffers, years < 12 ? 30 : 8), (OpenTo.Reunions, 45),
        }.Where(one => random.Next(100) < one.Percent).Select(one => one.Value),
    ];

    static IReadOnlyList<string> Several(string[] values, int count, Random random)
    {
        var shuffled = values.ToArray();
        random.Shuffle(shuffled);
        return [.. shuffled.Take(count)];
    }

    static T Any<T>(T[] values, Random random) => values[random.Next(values.Length)];

    // The earlier values more often than the later ones.
    static T Often<T>(T[] values, Random random) => values[(int)(random.NextDouble() * random.NextDouble() * values.Length)];
}
