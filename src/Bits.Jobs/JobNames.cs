using System.Text.RegularExpressions;

namespace Bits.Jobs;

/// <summary>The rule for the names of queues and kinds; the table has the same one.</summary>
static partial class JobNames
{
    public static string Checked(string name, int maxLength, string paramName) =>
        name is not null && name.Length <= maxLength && Pattern.IsMatch(name)
            ? name
            : throw new ArgumentException(
                $"'{name}' is no name: use 1 to {maxLength} lower-case letters, digits, dots, dashes or underscores, "
                + "the first one a letter.",
                paramName);

    [GeneratedRegex(@"^[a-z][a-z0-9_.-]*\z")]
    static partial Regex Pattern { get; }
}
