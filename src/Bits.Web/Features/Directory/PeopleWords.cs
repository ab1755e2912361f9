using System.Globalization;
using Bits.Pages.Parts;
using Bits.Platform.Features.Directory;
using Bits.Platform.Features.Directory.Verifying;

namespace Bits.Web.Features.Directory;

/// <summary>Formats facts about people for readers.</summary>
static class PeopleWords
{
    /// <summary>Formats a number of people.</summary>
    public static string People(long count) => count == 1 ? "1 person" : $"{Words.Number(count)} people";

    /// <summary>Says batch and campus in short; null when both are unknown.</summary>
    public static string? Origin(int? batch, string? campus) => Joined(" · ", batch is { } year ? $"Batch of {year}" : null, Campus(campus));

    /// <summary>Says the work in short; null when nothing is shown.</summary>
    public static string? Work(string? title, string? company) => Joined(" at ", title, company);

    /// <summary>Says the place of work and the city in short; null when nothing is shown.</summary>
    public static string? WorkAndCity(PersonRow person) => Joined(" · ", Work(person.Title, person.Company), person.City);

    /// <summary>Returns a campus as people write it.</summary>
    public static string? Campus(string? campus) => campus is null ? null : CultureInfo.InvariantCulture.TextInfo.ToTitleCase(campus);

    /// <summary>Returns the heading of a facet.</summary>
    public static string Title(this Facet facet) => facet == Facet.OpenTo ? "Open to" : facet.ToString();

    /// <summary>Returns the label of a value of a facet. One without people is known in lower case only.</summary>
    public static string Label(Facet facet, FacetValue value) =>
        Label(facet, value.People > 0 ? value.Label : CultureInfo.InvariantCulture.TextInfo.ToTitleCase(value.Label));

    static string Label(Facet facet, string label) => facet switch
    {
        Facet.Campus => Campus(label)!,
        Facet.OpenTo => Words.Find<OpenTo>(label.ToLowerInvariant())?.Title() ?? label,
        Facet.Batch or Facet.Degree or Facet.City or Facet.Company or Facet.Industry => label,
    };

    /// <summary>Says what a person is open to.</summary>
    public static string Title(this OpenTo value) => value switch
    {
        OpenTo.Mentoring => "Mentoring",
        OpenTo.Hiring => "Hiring",
        OpenTo.JobOffers => "Job offers",
        OpenTo.Reunions => "Reunions",
    };

    /// <summary>Explains what a person is open to, to the person.</summary>
    public static string Explained(this OpenTo value) => value switch
    {
        OpenTo.Mentoring => "Advising others on studies and work",
        OpenTo.Hiring => "Hiring from the network",
        OpenTo.JobOffers => "Hearing of new jobs",
        OpenTo.Reunions => "Meeting at reunions",
    };

    /// <summary>Says what verifies a person.</summary>
    public static string Explained(Verification verification) => verification.Level switch
    {
        VerificationLevel.Institute => "Verified by the institute",
        VerificationLevel.EmailDomain => "Verified by an address of the institute",
        VerificationLevel.Vouched => verification.Vouchers.Count == 0
            ? "Verified by members of the batch"
            : $"Vouched for by {string.Join(" and ", verification.Vouchers.Select(voucher => voucher.Name).Take(2))}",
    };

    /// <summary>Names an audience to the owner of a field.</summary>
    public static string Title(this Audience audience) => audience switch
    {
        Audience.Everyone => "All members",
        Audience.Batch => "My batch",
        Audience.Groups => "My groups and chapters",
        Audience.Connections => "My connections",
        Audience.OnlyMe => "Only me",
    };

    /// <summary>Names a viewer.</summary>
    public static string Title(this PreviewProfile.Viewer viewer) => viewer switch
    {
        PreviewProfile.Viewer.Stranger => "a stranger",
        PreviewProfile.Viewer.BatchMate => "a batch mate",
        PreviewProfile.Viewer.GroupMember => "a group member",
        PreviewProfile.Viewer.Connection => "a connection",
    };

    /// <summary>Names a relation that people must have.</summary>
    public static string Title(this ListPeople.Within within) => within switch
    {
        ListPeople.Within.Batch => "My batch",
        ListPeople.Within.Groups => "My groups",
        ListPeople.Within.Connections => "My connections",
    };

    static string? Joined(string between, params IEnumerable<string?> parts) =>
        string.Join(between, parts.Where(part => !string.IsNullOrEmpty(part))) is { Length: > 0 } text ? text : null;
}
