using System.Text;
using Bits.Shared;
using Npgsql;

namespace Bits.Platform.Privacy;

/// <summary>A person during an erasure.</summary>
/// <param name="UserId">The user.</param>
/// <param name="Mention">A regular expression of PostgreSQL that matches a mention of the person, without case; null
/// without identifiers, which matches nothing.</param>
public sealed record ErasedPerson(Guid UserId, string? Mention)
{
    /// <summary>The text that replaces a mention.</summary>
    public const string Placeholder = "[erased]";

    const int NationalDigits = 10;

    /// <summary>Creates a person with the identifiers that others may have used.</summary>
    /// <param name="userId">The user.</param>
    /// <param name="identifiers">Addresses, numbers, names. A number also matches without its country code and with
    /// signs between its digits, a name also with other blanks.</param>
    public static ErasedPerson Of(Guid userId, IEnumerable<string> identifiers)
    {
        var patterns = identifiers.Where(i => !string.IsNullOrWhiteSpace(i)).Distinct().Select(PatternOf).ToList();
        return new(userId, patterns.Count == 0 ? null : Whole(patterns));
    }

    /// <summary>Replaces the mentions of the person in a text.</summary>
    public async Task<string> RedactAsync(NpgsqlConnection db, string text, CancellationToken ct)
    {
        const string sql = "select coalesce(regexp_replace($1, $2, $3, 'gi'), $1)";

        return (await db.FindAsync(sql, [text, Mention, Placeholder], row => row.GetString(0), ct))!;
    }

    /// <summary>Combines patterns into an expression that matches them as whole words.</summary>
    internal static string Whole(IEnumerable<string> patterns) =>
        $"(?<![[:alnum:]])(?:{string.Join('|', patterns)})(?![[:alnum:]])";

    /// <summary>Returns the expression for one identifier.</summary>
    internal static string PatternOf(string identifier) =>
        identifier[0] == '+' && identifier.Skip(1).All(char.IsAsciiDigit)
            ? NumberPattern(identifier[1..])
            : TextPattern(identifier);

    static string NumberPattern(string digits)
    {
        const string between = @"[\s().-]*";
        var country = digits[..Math.Max(0, digits.Length - NationalDigits)];
        var national = string.Join(between, digits[country.Length..].ToCharArray());

        return country.Length == 0
            ? @"\+?" + national
            : $@"(?:\+?{string.Join(between, country.ToCharArray())}{between})?{national}";
    }

    static string TextPattern(string text)
    {
        var pattern = new StringBuilder();
        foreach (var word in text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))
        {
            pattern.Append(pattern.Length > 0 ? @"\s+" : "");
            foreach (var c in word)
                pattern.Append(c < 128 && !char.IsAsciiLetterOrDigit(c) ? $@"\{c}" : $"{c}");
        }

        return pattern.ToString();
    }
}
