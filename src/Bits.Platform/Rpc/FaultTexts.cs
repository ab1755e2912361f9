using System.Globalization;
using System.Text;

namespace Bits.Platform.Rpc;

/// <summary>Keeps what a fault says short: no answer is as long as the caller wants it to be.</summary>
static class FaultTexts
{
    const int MaxName = 100;
    const int MaxProblem = 300;

    /// <summary>The first fields, each once and cut, and how many more there are.</summary>
    public static (List<FieldProblem> Named, int More) Named(IEnumerable<FieldProblem> fields, int max)
    {
        var (named, more) = (new List<FieldProblem>(), 0);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var field in fields)
        {
            var name = Short(field.Field, MaxName);
            if (named.Count == max)
                more++;
            else if (seen.Add(name))
                named.Add(new(name, Short(field.Problem, MaxProblem)));
        }

        return (named, more);
    }

    /// <summary>The message, and how many fields it does not name.</summary>
    public static string WithMore(string message, int more, int max)
    {
        var rest = string.Create(CultureInfo.InvariantCulture, $" And {more:N0} more.");
        return $"{Short(message, max - rest.Length)}{rest}";
    }

    /// <summary>The text, cut between two characters where it is longer.</summary>
    public static string Short(string text, int max)
    {
        if (text.Length <= max)
            return text;

        var cut = new StringBuilder(max);
        foreach (var rune in text.AsSpan(0, max).EnumerateRunes())
            if (cut.Length + rune.Utf16SequenceLength < max)
                cut.Append(rune.ToString());
        return $"{cut}…";
    }
}
