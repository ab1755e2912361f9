using Bits.Platform.Texts;

namespace Bits.Platform.Accounts;

/// <summary>What the account of a person may hold, from every source: an operator's command, a file, a call.</summary>
static class PersonRules
{
    /// <summary>The maximum length of a name in characters.</summary>
    public const int MaxNameLength = 200;

    /// <summary>The maximum length of a campus in characters.</summary>
    public const int MaxCampusLength = 100;

    /// <summary>Returns what is wrong with a name, of a person or of a place, and the remedy; null for a valid one.</summary>
    /// <param name="canonical">The name as <see cref="TextRules.Canonical"/> returns it.</param>
    /// <param name="maxLength">The maximum length in characters.</param>
    public static string? NameProblem(string canonical, int maxLength) =>
        TextRules.Problem(canonical, TextKind.Line, maxLength) ?? Scripts.Problem(canonical);

    /// <summary>Returns whether a year can be one of graduation.</summary>
    public static bool IsBatch(int year) => year is >= 1900 and <= 2100;
}
