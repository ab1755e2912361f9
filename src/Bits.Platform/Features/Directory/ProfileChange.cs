using Bits.Platform.Accounts;
using Bits.Platform.Rpc;
using Bits.Platform.Texts;
using Bits.Shared;

namespace Bits.Platform.Features.Directory;

/// <summary>Applies a change to a profile, and checks what the attributes of the request cannot.</summary>
static class ProfileChange
{
    const int MinDigits = 7; // of a telephone number, with its country (ITU-T E.164)
    const int MaxDigits = 15;

    /// <summary>Returns the profile with the given fields changed.</summary>
    /// <exception cref="FaultException">A field is invalid; the message names it and the remedy.</exception>
    public static Profile Apply(Profile before, UpdateProfile.Request request)
    {
        var old = before.Fields;
        var fields = new ProfileFields(
            SpokenName: Text(request.SpokenName, old.SpokenName),
            Nicknames: List("nicknames", request.Nicknames, old.Nicknames, 5),
            FormerNames: List("formerNames", request.FormerNames, old.FormerNames, 5),
            Headline: Text(request.Headline, old.Headline),
            Degree: Text(request.Degree, old.Degree),
            Branch: Text(request.Branch, old.Branch),
            City: Text(request.City, old.City),
            Company: Text(request.Company, old.Company),
            Title: Text(request.Title, old.Title),
            Industry: Text(request.Industry, old.Industry),
            Skills: List("skills", request.Skills, old.Skills, 30),
            Languages: List("languages", request.Languages, old.Languages, 12),
            Links: [.. List("links", request.Links, old.Links, 5).Select(Link)],
            Phone: Text(request.Phone, old.Phone) is { } phone ? Phone(phone) : null,
            Email: Text(request.Email, old.Email) is { } email ? EmailAddress.RequireFolded(email) : null,
            OpenTo: request.OpenTo is { } open ? [.. open.Distinct().Order()] : old.OpenTo,
            PhotoId: old.PhotoId);

        CheckNames(fields);
        return before with { Fields = fields, Audiences = Merged(before.Audiences, request.Audiences ?? []) };
    }

    /// <summary>Lists the fields whose value differs.</summary>
    public static IReadOnlyList<string> ListChanged(Profile before, Profile after) =>
        [.. FieldRules.All.Where(rule => !SameValue(rule, before.Fields, after.Fields)).Select(rule => rule.Field.ToText())];

    /// <summary>Lists the fields whose audience differs, each with the new one, such as <c>phone:batch</c>.</summary>
    public static IReadOnlyList<string> ListRevealed(Profile before, Profile after) =>
    [
        .. FieldRules.All.Select(rule => rule.Field).Where(field => before.Audiences[field] != after.Audiences[field])
            .Select(field => $"{field.ToText()}:{after.Audiences[field].ToText()}"),
    ];

    static bool SameValue(FieldRule rule, ProfileFields one, ProfileFields other) => rule.Field switch
    {
        ProfileField.Links => one.Links.SequenceEqual(other.Links),
        ProfileField.OpenTo => one.OpenTo.SequenceEqual(other.OpenTo),
        ProfileField.Photo => one.PhotoId == other.PhotoId,
        _ => rule.Texts(one).SequenceEqual(rule.Texts(other)),
    };

    static Dictionary<ProfileField, Audience> Merged(
        IReadOnlyDictionary<ProfileField, Audience> before, IReadOnlyList<FieldAudience> changes)
    {
        var audiences = before.ToDictionary();
        foreach (var (field, audience) in changes)
            audiences[field] = audience;
        return audiences;
    }

    // Null keeps the field, an empty text clears it.
    static string? Text(string? given, string? old) =>
        given is null ? old : TextRules.Canonical(given) is { Length: > 0 } text ? text : null;

    static IReadOnlyList<string> List(string field, IReadOnlyList<string>? given, IReadOnlyList<string> old, int max)
    {
        if (given is null)
            return old;

        IReadOnlyList<string> values = [.. given.Select(TextRules.Canonical).Distinct(StringComparer.OrdinalIgnoreCase)];
        return values.Count <= max
            ? values
            : throw FaultException.InvalidArgument(field, $"has {values.Count} entries; give at most {max}.");
    }

    static string Link(string link) =>
        Uri.TryCreate(link, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" && uri.Host.Length > 0 && uri.UserInfo.Length == 0
            ? uri.AbsoluteUri
            : throw FaultException.InvalidArgument("links", "has an entry that is no address of the web. Write one such as https://example.org/asha.");

    static string Phone(string phone)
    {
        var digits = string.Concat(phone.Where(char.IsAsciiDigit));
        return phone[0] == '+' && phone.All(c => char.IsAsciiDigit(c) || " +-().".Contains(c, StringComparison.Ordinal))
            && digits.Length is >= MinDigits and <= MaxDigits && digits[0] != '0'
                ? $"+{digits}"
                : throw FaultException.InvalidArgument("phone", "is no telephone number with its country. Write one such as +91 98765 43210.");
    }

    // As strict as with names of accounts: a name must not look like another's.
    static void CheckNames(ProfileFields fields)
    {
        (string Field, IEnumerable<string?> Names)[] all =
            [("spokenName", [fields.SpokenName]), ("nicknames", fields.Nicknames), ("formerNames", fields.FormerNames)];
        foreach (var (field, names) in all)
            foreach (var name in names.OfType<string>())
                if (PersonRules.NameProblem(name, PersonRules.MaxNameLength) is { } problem)
                    throw FaultException.InvalidArgument(field, problem);
    }
}
