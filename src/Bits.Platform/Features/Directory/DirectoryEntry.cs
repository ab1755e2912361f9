using System.Globalization;
using Bits.Platform.Accounts;
using Bits.Search;
using Bits.Shared;

namespace Bits.Platform.Features.Directory;

/// <summary>Lists by what the directory counts and narrows people.</summary>
public enum Facet
{
    /// <summary>The year of graduation.</summary>
    Batch,

    /// <summary>The campus.</summary>
    Campus,

    /// <summary>The degree.</summary>
    Degree,

    /// <summary>The city of residence.</summary>
    City,

    /// <summary>The employer.</summary>
    Company,

    /// <summary>The industry.</summary>
    Industry,

    /// <summary>What the person is open to.</summary>
    OpenTo,
}

/// <summary>What the directory finds of a person. Each word and value begins with the letter of its audience and a colon.
/// </summary>
/// <param name="UserId">The person.</param>
/// <param name="Name">The name.</param>
/// <param name="NameKey">The folded name, by which lists are ordered.</param>
/// <param name="Batch">The year of graduation; null without one.</param>
/// <param name="Words">Words of names and fields, sounds of names, and values of facets in lower case.</param>
/// <param name="Facets">The values of facets as written, such as <c>e:city=Pune</c>.</param>
/// <param name="IsListed">Whether the directory has the person: not a machine, enabled, not erased.</param>
/// <param name="PublicText">The texts that everyone may see, a line each; for the general search, not stored here.</param>
sealed record DirectoryEntry(
    Guid UserId, string Name, string NameKey, int? Batch, IReadOnlyList<string> Words, IReadOnlyList<string> Facets, bool IsListed,
    string PublicText)
{
    const string Letters = "ebgco"; // in the order of the audiences

    /// <summary>The letter of words of names, which everyone sees.</summary>
    public const char OfName = 'n';

    /// <summary>The letter of the sounds of such words.</summary>
    public const char OfSound = 's';

    /// <summary>Returns the letter of an audience.</summary>
    public static char LetterOf(Audience audience) => Letters[(int)audience];

    /// <summary>Returns the audience of a letter.</summary>
    /// <exception cref="FormatException">The letter is of no audience: it hides, rather than shows, what it marks.</exception>
    public static Audience AudienceOf(char letter) => Letters.IndexOf(letter, StringComparison.Ordinal) is >= 0 and var place
        ? (Audience)place
        : throw new FormatException($"'{letter}' is the letter of no audience.");

    /// <summary>Returns the word for a value of a facet: its letter is a capital, so that no word begins like it.</summary>
    public static string LexemeOf(Audience audience, Facet facet, string value) =>
        $"{char.ToUpperInvariant(LetterOf(audience))}:{facet.ToText()}={value.ToLowerInvariant()}";

    /// <summary>Returns whether a stored word is the value of a facet.</summary>
    public static bool IsValue(string word) => char.IsAsciiLetterUpper(word[0]);

    /// <summary>Makes the entry of a person.</summary>
    public static DirectoryEntry Of(AccountOverview account, Profile profile, WordReader reader)
    {
        var (id, name, batch) = (account.Account.Id, account.Account.Name, account.Account.Batch);
        var key = string.Join(' ', reader.Words(name));
        if (account.ClientId is not null || account.DisabledAt is not null || account.ErasedAt is not null)
            return new(id, name, key, batch, [], [], IsListed: false, PublicText: "");

        var facets = ListFacets(account, profile).ToList();
        var words = NamesOf(name, profile).SelectMany(reader.Stored).Distinct().ToList();
        return new(
            id, name, key, batch,
            [
                .. words.Select(word => $"{OfName}:{word}")
                    .Concat(words.Select(WordReader.Sound).OfType<string>().Select(sound => $"{OfSound}:{sound}"))
                    .Concat(ListWords(profile, reader))
                    .Concat(facets.Select(facet => LexemeOf(facet.Audience, facet.Facet, facet.Value)))
                    .Distinct(),
            ],
            [.. facets.Select(facet => $"{LetterOf(facet.Audience)}:{facet.Facet.ToText()}={facet.Value}").Distinct()],
            IsListed: true,
            string.Join('\n', ListTexts(profile).Where(text => text.Audience == Audience.Everyone).Select(text => text.Text)));
    }

    // Names that everyone sees are found as the name is.
    static IEnumerable<string> NamesOf(string name, Profile profile) => FieldRules.All
        .Where(rule => rule.Field is ProfileField.SpokenName or ProfileField.Nicknames or ProfileField.FormerNames)
        .Where(rule => profile.Audiences[rule.Field] == Audience.Everyone)
        .SelectMany(rule => rule.Texts(profile.Fields).OfType<string>())
        .Prepend(name);

    static IEnumerable<string> ListWords(Profile profile, WordReader reader) =>
        from text in ListTexts(profile)
        from word in reader.Stored(text.Text)
        select $"{LetterOf(text.Audience)}:{word}";

    static IEnumerable<(Audience Audience, string Text)> ListTexts(Profile profile) =>
        from rule in FieldRules.All
        from text in rule.Texts(profile.Fields).OfType<string>()
        select (profile.Audiences[rule.Field], text);

    static IEnumerable<(Facet Facet, Audience Audience, string Value)> ListFacets(AccountOverview account, Profile profile)
    {
        if (account.Account.Batch is { } batch)
            yield return (Facet.Batch, Audience.Everyone, batch.ToString(CultureInfo.InvariantCulture));
        if (account.Campus is { } campus)
            yield return (Facet.Campus, Audience.Everyone, campus);
        foreach (var (facet, field, values) in OfFields(profile.Fields))
            foreach (var value in values.OfType<string>())
                yield return (facet, profile.Audiences[field], value);
    }

    static IEnumerable<(Facet, ProfileField, IEnumerable<string?>)> OfFields(ProfileFields fields) =>
    [
        (Facet.Degree, ProfileField.Degree, [fields.Degree]),
        (Facet.City, ProfileField.City, [fields.City]),
        (Facet.Company, ProfileField.Company, [fields.Company]),
        (Facet.Industry, ProfileField.Industry, [fields.Industry]),
        (Facet.OpenTo, ProfileField.OpenTo, fields.OpenTo.Select(value => value.ToText())),
    ];
}
