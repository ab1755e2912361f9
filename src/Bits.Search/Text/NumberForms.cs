namespace Bits.Search.Text;

/// <summary>Joins the digits of grouped numbers: <c>1,00,000</c> and <c>+91 98765-43210</c>.</summary>
static class NumberForms
{
    const int MinDigits = 7; // of a phone number
    const int MaxDigits = 15;
    const int National10 = 10; // digits of a number within India, North America and many other countries
    const int Thousand = 3;

    /// <summary>Returns the joined digits and the range of their groups; empty when they are not a number.</summary>
    /// <param name="groups">The groups of digits.</param>
    /// <param name="isNumber">Whether the separators only group the digits of one number.</param>
    public static IEnumerable<(string Text, int From, int To)> Of(string[] groups, bool isNumber)
    {
        var (all, last) = (string.Concat(groups), groups.Length - 1);
        if (all.Length > MaxDigits)
            return isNumber ? [] : Nationals(groups);

        var isWhole = isNumber ? AreGroups(groups) : all.Length >= MinDigits || AreThousands(groups);
        if (!isWhole)
            return [];
        if (isNumber)
            return [(all, 0, last)];

        return [(all, 0, last), .. Nationals(groups, but: all) is [_, ..] nationals ? nationals : OfWhole(all, last)];
    }

    static List<(string Text, int From, int To)> OfWhole(string all, int last) => National(all, isAbroad: false) is { } number ? [(number, 0, last)] : [];

    /// <summary>Returns a phone number without country code or leading 0; null when it is not a phone number.</summary>
    public static string? National(ReadOnlySpan<char> digits, bool isAbroad) =>
        digits.Length is > National10 and <= National10 + 3 && (isAbroad || digits is ['0', ..] or ['9', '1', ..])
            ? digits[^National10..].ToString()
            : null;

    // Ten adjacent digits among other groups.
    static List<(string Text, int From, int To)> Nationals(string[] groups, string? but = null)
    {
        var found = new List<(string, int, int)>();
        for (var from = 0; from < groups.Length; from++)
        {
            var (to, digits) = (from, groups[from].Length);
            while (digits < National10 && to + 1 < groups.Length)
                digits += groups[++to].Length;
            if (digits == National10 && to > from && string.Concat(groups[from..(to + 1)]) is var number && number != but)
                found.Add((number, from, to));
        }

        return found;
    }

    static bool AreGroups(string[] groups) =>
        groups[0].Length <= Thousand && groups[^1].Length == Thousand && groups[1..].All(group => group.Length is 2 or Thousand);

    static bool AreThousands(string[] groups) => groups[0].Length <= Thousand && groups[1..].All(group => group.Length == Thousand);
}
