using System.Text.RegularExpressions;

namespace Bits.Jobs;

/// <summary>Checks the names of queues and kinds, by the same rule as the table.</summary>
static partial class JobNames
{
    public static string Checked(string name, int maxLength, string paramName) =>
        name is not null && name.Length <= maxLength && Pattern.IsMatch(name)
            ? name
            : throw new InvalidArgumentException(
                paramName,
                $"'{name}' is not a valid name. Use 1 to {maxLength} lower-case letters, digits, dots, dashes or underscores, "
                + "starting with a letter.");

    [GeneratedRegex(@"^[a-z][a-z0-9_.-]*\z")]
    static partial Regex Pattern { get; }
}
