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
sealed record DirectoryEntry(
    Guid UserId, string Name, string NameKey, int? Batch, IReadOnlyList<string> Words, IReadOnlyList<string> Facets, bool IsListed)
{
    /// <summary>The letter of words of names, which everybody sees.</summary>
    public const char OfName = 'n';

    /// <summary>The letter of the sounds of such words.</summary>
    public const char OfSound = 's';

    /// <summary>Returns the letter of an audience; the owner's own fields have none, since they are not stored.</summary>
    public static char LetterOf(Audience audience) => audience switch
    {
        Audience.Everybody => 'e',
        Audience.Batch => 'b',
        Audience.Groups => 'g',
        Audience.Connections => 'c',
        Audience.OnlyMe => throw new ArgumentOutOfRangeException(nameof(audience), "Not stored."),
    };

    /// <summary>The audiences whose words are stored.</summary>
    public static readonly IReadOnlyList<Audience> Stored = [Audience.Everybody, Audience.Batch, Audience.Groups, Audience.Connections];

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
            return new(id, name, key, batch, [], [], IsListed: false);

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
            IsListed: true);
    }

    // Names that everybody sees are found as the name is.
    static IEnumerable<string> NamesOf(string name, Profile profile) =>
        from rule in FieldRules.All
        where rule.Field is ProfileField.SpokenName or ProfileField.Nicknames or ProfileField.FormerNames
              && profile.Audiences[rule.Field] == Audience.Everybody
        from text in rule.Texts(profile.Fields).OfType<string>().Prepend(name)
        select text;

    static IEnumerable<string> ListWords(Profile profile, WordReader reader) =>
        from rule in FieldRules.All
        where profile.Audiences[rule.Field] != Audience.OnlyMe
        from text in rule.Texts(profile.Fields).OfType<string>()
        from word in reader.Stored(text)
        select $"{LetterOf(profile.Audiences[rule.Field])}:{word}";

    static IEnumerable<(Facet Facet, Audience Audience, string Value)> ListFacets(AccountOverview account, Profile profile)
    {
        if (account.Account.Batch is { } batch)
            yield return (Facet.Batch, Audience.Everybody, batch.ToString(CultureInfo.InvariantCulture));
        if (account.Campus is { } campus)
            yield return (Facet.Campus, Audience.Everybody, campus);
        foreach (var (facet, field, values) in OfFields(profile.Fields))
            if (profile.Audiences[field] is var audience and not Audience.OnlyMe)
                foreach (var value in values.OfType<string>())
                    yield return (facet, audience, value);
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
