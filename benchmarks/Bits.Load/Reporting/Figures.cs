using System.Globalization;
using System.Text.Json.Nodes;
using Bits.Load.Measuring;

namespace Bits.Load.Reporting;

/// <summary>The keys of the last line, in the order in which they are added.</summary>
sealed class Figures
{
    readonly JsonObject _json = [];

    /// <summary>Adds a count.</summary>
    public void Add(string key, long value) => _json.Add(key, value);

    /// <summary>Adds a figure, to four significant digits: more would be noise.</summary>
    /// <exception cref="ArgumentException">It is not finite: nothing was measured.</exception>
    public void Add(string key, double value) => _json.Add(
        key, double.IsFinite(value)
            ? double.Parse(value.ToString("G4", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture)
            : throw new ArgumentException($"{key} is {value}.", nameof(value)));

    /// <summary>Adds the median of a figure.</summary>
    public void Add(string key, Spread spread) => Add(key, spread.Median);

    /// <summary>Adds an object.</summary>
    public void Add(string key, Figures inner) => _json.Add(key, inner._json);

    /// <summary>All of it in one line.</summary>
    public string ToJson() => _json.ToJsonString();
}
