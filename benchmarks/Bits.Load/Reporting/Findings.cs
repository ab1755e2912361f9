using Bits.Load.Measuring;

namespace Bits.Load.Reporting;

/// <summary>What a scenario finds: the keys of the last line, and the rows of the table that explain them.</summary>
sealed class Findings
{
    readonly List<string[]> _rows = [];

    /// <summary>The keys of the last line.</summary>
    public Figures Figures { get; } = new();

    /// <summary>Adds a figure to both.</summary>
    /// <param name="key">Its key.</param>
    /// <param name="spread">What the rounds measured; the median is the figure.</param>
    /// <param name="what">What it is, with its unit.</param>
    public void Add(string key, Spread spread, string what)
    {
        Figures.Add(key, spread);
        _rows.Add([key, spread.ToString(), what]);
    }

    /// <summary>Adds a row to the table alone: what a figure was computed from.</summary>
    public void Explain(Spread spread, string what) => _rows.Add(["", spread.ToString(), what]);

    /// <summary>Prints the table.</summary>
    public void Print(Report report, string title) =>
        report.Table(title, ["key", "median  (min–max)", "what it is"], _rows);
}
