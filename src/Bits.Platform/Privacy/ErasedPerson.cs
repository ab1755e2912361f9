using System.Text;
using Bits.Shared;
using Npgsql;

namespace Bits.Platform.Privacy;

/// <summary>Somebody who is being erased.</summary>
/// <param name="UserId">Who.</param>
/// <param name="Mention">A regular expression of PostgreSQL that matches a mention of them, to be used without regard to
/// case; null where there is nothing to know them by, and then it matches nothing.</param>
public sealed record ErasedPerson(Guid UserId, string? Mention)
{
    /// <summary>What stands for a mention.</summary>
    public const string Placeholder = "[erased]";

    const int NationalDigits = 10;

    /// <summary>The person whom others may have called by these.</summary>
    /// <param name="userId">Who.</param>
    /// <param name="identifiers">Addresses, numbers, names. A number is also found without its country code and with signs
    /// between its digits, a name also with other blanks.</param>
    public static ErasedPerson Of(Guid userId, IEnumerable<string> identifiers)
    {
        var patterns = identifiers.Where(i => !string.IsNullOrWhiteSpace(i)).Distinct().Select(PatternOf).ToList();
        return new(userId, patterns.Count == 0 ? null : Whole(patterns));
    }

    /// <summary>A text without its mentions of the person.</summary>
    public async Task<string> RedactAsync(NpgsqlConnection db, string text, CancellationToken ct)
    {
        const string sql = "select coalesce(regexp_replace($1, $2, $3, 'gi'), $1)";

        return (await db.FindAsync(sql, [text, Mention, Placeholder], row => row.GetString(0), ct))!;
    }

    /// <summary>The expression that matches any of these, where they are words of their own.</summary>
    internal static string Whole(IEnumerable<string> patterns) =>
        $"(?<![[:alnum:]])(?:{string.Join('|', patterns)})(?![[:alnum:]])";

    /// <summary>The expression for one identifier.</summary>
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
