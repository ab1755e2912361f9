using Bits.Platform.Features.Directory;

namespace Bits.Web.Features.Directory;

/// <summary>Lists how the texts of a field are typed.</summary>
public enum InputKind
{
    /// <summary>One text.</summary>
    Line,

    /// <summary>Several, separated by commas.</summary>
    Commas,

    /// <summary>Several, one a line.</summary>
    Lines,
}

/// <summary>A field of the form of a profile.</summary>
/// <param name="Field">The field.</param>
/// <param name="Name">Its name in the form.</param>
/// <param name="Label">Its label.</param>
/// <param name="Hint">What to type; null where the label tells.</param>
/// <param name="MaxLength">The maximum number of characters.</param>
/// <param name="Kind">How it is typed.</param>
/// <param name="Placeholder">An example.</param>
/// <param name="Complete">What browsers may fill in.</param>
public sealed record ProfileInput(
    ProfileField Field, string Name, string Label, string? Hint, int MaxLength, InputKind Kind, string Placeholder, string Complete = "off")
{
    /// <summary>Gets the name of the field in requests.</summary>
    public string WireName { get; } = char.ToLowerInvariant($"{Field}"[0]) + $"{Field}"[1..];
}

/// <summary>The texts of the form of a profile, by section.</summary>
static class ProfileInputs
{
    const int MaxList = 1_500;

    public static readonly IReadOnlyList<(string Title, IReadOnlyList<ProfileInput> Inputs)> Sections =
    [
        ("About you",
        [
            new(ProfileField.Headline, "headline", "Headline", "one line", 200, InputKind.Line, "Rows at dawn, plans power grids after breakfast."),
            new(ProfileField.City, "city", "City", null, 100, InputKind.Line, "Pune", "address-level2"),
        ]),
        ("Names",
        [
            new(ProfileField.SpokenName, "spokenName", "Name as it is spoken", "helps strangers to say it", 200, InputKind.Line, "AA-shaa Raav"),
            new(ProfileField.Nicknames, "nicknames", "Nicknames", "separated by commas", MaxList, InputKind.Commas, "Ash, Captain", "nickname"),
            new(ProfileField.FormerNames, "formerNames", "Former names", "friends of that time find you by them", MaxList, InputKind.Commas, "Asha Menon"),
        ]),
        ("Work",
        [
            new(ProfileField.Title, "title", "Title", null, 120, InputKind.Line, "Project Engineer", "organization-title"),
            new(ProfileField.Company, "company", "Company", null, 120, InputKind.Line, "Surya Grid", "organization"),
            new(ProfileField.Industry, "industry", "Industry", null, 80, InputKind.Line, "Energy"),
            new(ProfileField.Skills, "skills", "Skills", "up to 30, separated by commas", MaxList, InputKind.Commas, "rooftop solar, grid planning"),
        ]),
        ("Studies and languages",
        [
            new(ProfileField.Degree, "degree", "Degree", null, 80, InputKind.Line, "B.E. (Hons.)"),
            new(ProfileField.Branch, "branch", "Branch", null, 80, InputKind.Line, "Chemical"),
            new(ProfileField.Languages, "languages", "Languages", "up to 12, separated by commas", MaxList, InputKind.Commas, "English, Kannada"),
        ]),
        ("Contact",
        [
            new(ProfileField.Email, "email", "E-mail for members", "need not be the one of your sign-in", 254, InputKind.Line, "asha@example.org", "email"),
            new(ProfileField.Phone, "phone", "Phone", "including the country", 40, InputKind.Line, "+91 98765 43210", "tel"),
            new(ProfileField.Links, "addresses", "Links", "up to 5, one a line", 2_600, InputKind.Lines, "https://example.org/asha", "url"),
        ]),
    ];

    /// <summary>Gets all of them.</summary>
    public static IReadOnlyList<ProfileInput> All { get; } = [.. Sections.SelectMany(section => section.Inputs)];

    /// <summary>Returns what a profile has in a field, as it is typed.</summary>
    public static string TextOf(ProfileInput input, ProfileFields fields) => input.Field switch
    {
        ProfileField.SpokenName => fields.SpokenName ?? "",
        ProfileField.Nicknames => string.Join(", ", fields.Nicknames),
        ProfileField.FormerNames => string.Join(", ", fields.FormerNames),
        ProfileField.Headline => fields.Headline ?? "",
        ProfileField.Degree => fields.Degree ?? "",
        ProfileField.Branch => fields.Branch ?? "",
        ProfileField.City => fields.City ?? "",
        ProfileField.Company => fields.Company ?? "",
        ProfileField.Title => fields.Title ?? "",
        ProfileField.Industry => fields.Industry ?? "",
        ProfileField.Skills => string.Join(", ", fields.Skills),
        ProfileField.Languages => string.Join(", ", fields.Languages),
        ProfileField.Links => string.Join('\n', fields.Links),
        ProfileField.Phone => fields.Phone ?? "",
        ProfileField.Email => fields.Email ?? "",
        ProfileField.OpenTo or ProfileField.Photo => throw new ArgumentOutOfRangeException(nameof(input), "No text."),
    };
}
