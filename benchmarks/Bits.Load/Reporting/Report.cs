using Spectre.Console;

namespace Bits.Load.Reporting;

/// <summary>The part of standard output that is for people.</summary>
sealed class Report
{
    const int LeastWidth = 120;

    readonly IAnsiConsole _console = AnsiConsole.Console;

    public Report() => _console.Profile.Width = Math.Max(LeastWidth, _console.Profile.Width);

    /// <summary>Prints a table.</summary>
    /// <param name="title">What it shows.</param>
    /// <param name="columns">The heads of the columns.</param>
    /// <param name="rows">The rows, as wide as the heads.</param>
    public void Table(string title, string[] columns, IEnumerable<string[]> rows)
    {
        var table = new Table { Title = new(Markup.Escape(title)) };
        foreach (var column in columns)
            table.AddColumn(new TableColumn(Markup.Escape(column)));
        foreach (var row in rows)
            table.AddRow(row.Select(cell => new Text(cell)));

        _console.Write(table);
    }
}
