namespace Bits.Platform.Features.Directory;

/// <summary>The fields of a profile. Those that a viewer may not see are left out, exactly like those that are empty.</summary>
/// <param name="SpokenName">The name as it is spoken.</param>
/// <param name="Nicknames">Other names by which friends know the person.</param>
/// <param name="FormerNames">Earlier names.</param>
/// <param name="Headline">One line about the person.</param>
/// <param name="Degree">The degree.</param>
/// <param name="Branch">The branch of study.</param>
/// <param name="City">The city of residence.</param>
/// <param name="Company">The employer.</param>
/// <param name="Title">The job title.</param>
/// <param name="Industry">The industry.</param>
/// <param name="Skills">Skills.</param>
/// <param name="Languages">Spoken languages.</param>
/// <param name="Links">Addresses on the web.</param>
/// <param name="Phone">The telephone number: a plus sign and digits.</param>
/// <param name="Email">The e-mail address for other members.</param>
/// <param name="OpenTo">What the person is open to.</param>
public sealed record ProfileFields(
    string? SpokenName, IReadOnlyList<string> Nicknames, IReadOnlyList<string> FormerNames, string? Headline, string? Degree,
    string? Branch, string? City, string? Company, string? Title, string? Industry, IReadOnlyList<string> Skills,
    IReadOnlyList<string> Languages, IReadOnlyList<string> Links, string? Phone, string? Email, IReadOnlyList<OpenTo> OpenTo)
{
    /// <summary>The fields of a person who has said nothing.</summary>
    internal static readonly ProfileFields Empty = new(null, [], [], null, null, null, null, null, null, null, [], [], [], null, null, []);
}

/// <summary>A field as the directory treats it.</summary>
/// <param name="Field">The field.</param>
/// <param name="Default">The audience until the person chooses another.</param>
/// <param name="Texts">Reads the texts to search.</param>
/// <param name="Without">Leaves the field out.</param>
sealed record FieldRule(
    ProfileField Field, Audience Default, Func<ProfileFields, IEnumerable<string?>> Texts, Func<ProfileFields, ProfileFields> Without);

/// <summary>The table of all fields: a new field has a line here, or a test fails.</summary>
static class FieldRules
{
    /// <summary>Lists the fields in the order in which pages show them.</summary>
    public static readonly IReadOnlyList<FieldRule> All =
    [
        new(ProfileField.SpokenName, Audience.Everyone, p => [p.SpokenName], p => p with { SpokenName = null }),
        new(ProfileField.Nicknames, Audience.Everyone, p => p.Nicknames, p => p with { Nicknames = [] }),
        new(ProfileField.FormerNames, Audience.Batch, p => p.FormerNames, p => p with { FormerNames = [] }),
        new(ProfileField.Headline, Audience.Everyone, p => [p.Headline], p => p with { Headline = null }),
        new(ProfileField.Degree, Audience.Everyone, p => [p.Degree], p => p with { Degree = null }),
        new(ProfileField.Branch, Audience.Everyone, p => [p.Branch], p => p with { Branch = null }),
        new(ProfileField.City, Audience.Everyone, p => [p.City], p => p with { City = null }),
        new(ProfileField.Company, Audience.Everyone, p => [p.Company], p => p with { Company = null }),
        new(ProfileField.Title, Audience.Everyone, p => [p.Title], p => p with { Title = null }),
        new(ProfileField.Industry, Audience.Everyone, p => [p.Industry], p => p with { Industry = null }),
        new(ProfileField.Skills, Audience.Everyone, p => p.Skills, p => p with { Skills = [] }),
        new(ProfileField.Languages, Audience.Everyone, p => p.Languages, p => p with { Languages = [] }),
        new(ProfileField.Links, Audience.Everyone, p => p.Links, p => p with { Links = [] }),
        new(ProfileField.Phone, Audience.Connections, p => [p.Phone], p => p with { Phone = null }),
        new(ProfileField.Email, Audience.Connections, p => [p.Email], p => p with { Email = null }),
        new(ProfileField.OpenTo, Audience.Everyone, _ => [], p => p with { OpenTo = [] }),
    ];

    /// <summary>The audiences of a person who has chosen none.</summary>
    public static readonly IReadOnlyDictionary<ProfileField, Audience> Defaults = All.ToDictionary(rule => rule.Field, rule => rule.Default);
}
