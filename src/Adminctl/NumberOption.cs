using System.CommandLine;
using System.Globalization;

namespace Adminctl;

/// <summary>An option that takes a number within limits; anything else is a wrong command line.</summary>
static class NumberOption
{
    /// <summary>A whole number.</summary>
    public static Option<int> Whole(string name, string description, int usual, int least, int most) => Create(
        name, description, usual, least, most,
        text => int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : null);

    /// <summary>A number that may have a fraction, written with a point.</summary>
    public static Option<double> Decimal(string name, string description, double usual, double least, double most) => Create(
        name, description, usual, least, most,
        text => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : null);

    static Option<T> Create<T>(string name, string description, T usual, T least, T most, Func<string, T?> read)
        where T : struct, IComparable<T>
    {
        var limits = string.Create(CultureInfo.InvariantCulture, $"from {least} to {most}");

        return new(name)
        {
            HelpName = "N",
            Description = $"{description}, {limits}.",
            DefaultValueFactory = _ => usual,
            CustomParser = argument =>
            {
                var text = argument.Tokens[0].Value;
                if (read(text) is { } number && number.CompareTo(least) >= 0 && number.CompareTo(most) <= 0)
                    return number;

                argument.AddError($"{name}: '{text}' is no number {limits}.");
                return usual;
            },
        };
    }
}
