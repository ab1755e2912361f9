using System.CommandLine;
using System.Globalization;

namespace Bits.Load;

/// <summary>An option that takes a whole number within limits; anything else is a wrong command line.</summary>
static class NumberOption
{
    /// <summary>Makes one.</summary>
    /// <param name="name">With its dashes.</param>
    /// <param name="description">What it says, with its limits and its default.</param>
    /// <param name="usual">What it is when it is not given.</param>
    /// <param name="least">The smallest number.</param>
    /// <param name="most">The largest; by default there is none.</param>
    public static Option<int> Create(string name, string description, int usual, int least, int most = int.MaxValue)
    {
        var limits = string.Create(CultureInfo.InvariantCulture, $"from {least:N0}")
            + (most == int.MaxValue ? "" : string.Create(CultureInfo.InvariantCulture, $" to {most:N0}"));

        return new(name)
        {
            HelpName = "number",
            Description = description,
            DefaultValueFactory = _ => usual,
            CustomParser = result =>
            {
                if (!int.TryParse(result.Tokens[0].Value, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
                    || number < least || number > most)
                    result.AddError($"{name}: give a number {limits}.");
                return number;
            },
        };
    }
}
