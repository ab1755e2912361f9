using System.CommandLine;
using System.Globalization;

namespace Adminctl.Hosting;

/// <summary>An option with a number within limits; any other value is a usage error.</summary>
static class NumberOption
{
    /// <summary>Creates an option for a whole number.</summary>
    public static Option<int> Whole(string name, string description, int usual, int least, int most) => Create(
        name, description, usual, least, most,
        text => int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : null);

    /// <summary>Creates an option for a decimal number, with a point.</summary>
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

                argument.AddError($"{name}: '{text}' is not a number {limits}.");
                return usual;
            },
        };
    }
}
