using System.Globalization;
using Bits.Pages.Parts;
using Bits.Platform.Features.Directory;
using Microsoft.AspNetCore.Http;

namespace Bits.Web.Features.Directory;

/// <summary>What the form of a profile shows: the profile, or what was typed.</summary>
/// <param name="Texts">The texts, by the names of the inputs.</param>
/// <param name="OpenTo">What the user is open to.</param>
/// <param name="Audiences">The audience of each field.</param>
/// <param name="Version">The version of the profile that the user saw.</param>
public sealed record ProfileForm(
    IReadOnlyDictionary<string, string> Texts, IReadOnlyList<OpenTo> OpenTo, IReadOnlyDictionary<ProfileField, Audience> Audiences, int Version)
{
    /// <summary>The field of the version.</summary>
    public const string VersionField = "expectedVersion";

    static readonly char[] Commas = [',', ';', '\n'];
    static readonly char[] Blanks = [' ', '\t', '\n'];

    /// <summary>Returns the field of an audience.</summary>
    public static string AudienceOf(ProfileField field) => $"audience:{Words.Value(field)}";

    /// <summary>Makes the form of a profile.</summary>
    public static ProfileForm Of(GetOwnProfile.Response profile) => new(
        ProfileInputs.All.ToDictionary(input => input.Name, input => ProfileInputs.TextOf(input, profile.Fields)), profile.Fields.OpenTo,
        profile.Audiences.ToDictionary(one => one.Field, one => one.Audience), profile.Version);

    /// <summary>Reads what was typed.</summary>
    /// <param name="form">The form.</param>
    /// <param name="profile">The profile as it is, for what the form does not have.</param>
    public static ProfileForm Of(IFormCollection form, GetOwnProfile.Response profile) => new(
        ProfileInputs.All.ToDictionary(input => input.Name, input => form[input.Name].ToString().ReplaceLineEndings("\n")),
        [.. form["openTo"].Select(Words.Find<OpenTo>).OfType<OpenTo>()],
        profile.Audiences.ToDictionary(one => one.Field, one => Words.Find<Audience>(form[AudienceOf(one.Field)]) ?? one.Audience),
        int.TryParse(form[VersionField], NumberStyles.None, CultureInfo.InvariantCulture, out var version) ? version : profile.Version);

    /// <summary>Returns the request that saves it: an empty text clears its field.</summary>
    public UpdateProfile.Request AsRequest() => new(
        SpokenName: Line("spokenName"), Nicknames: List("nicknames"), FormerNames: List("formerNames"), Headline: Line("headline"),
        Degree: Line("degree"), Branch: Line("branch"), City: Line("city"), Company: Line("company"), Title: Line("title"),
        Industry: Line("industry"), Skills: List("skills"), Languages: List("languages"), Links: Links("addresses"), Phone: Line("phone"),
        Email: Line("email"), OpenTo: OpenTo, Audiences: [.. Audiences.Select(one => new FieldAudience(one.Key, one.Value))],
        ExpectedVersion: Version);

    string Line(string name) => Texts[name].Trim();

    IReadOnlyList<string> List(string name) => Texts[name].Split(Commas, StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    // People leave out the beginning of an address.
    IReadOnlyList<string> Links(string name) =>
    [
        .. Texts[name].Split(Blanks, StringSplitOptions.RemoveEmptyEntries)
            .Select(link => link.Contains("://", StringComparison.Ordinal) ? link : $"https://{link}"),
    ];
}
