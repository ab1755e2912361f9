using System.Globalization;
using System.Runtime.CompilerServices;
using CsvHelper;
using CsvHelper.Configuration;

namespace Bits.Platform.Features.People;

/// <summary>Reads a file of people: CSV in UTF-8, one person per line, after the header
/// <c>name,e-mail,batch,chapter</c>.</summary>
/// <remarks>The separator is that of a line <c>sep=;</c> before the header, otherwise the comma, semicolon or tab of
/// the header. Reads each line by itself, so that an unclosed quote spoils only its own line. Columns may stand in any
/// order; the chapter may be empty, and a column <c>campus</c>
/// may be added. Ignores other columns.</remarks>
public sealed class PeopleFile
{
    static readonly string[] Columns = ["name", "e-mail", "batch", "chapter"];
    static readonly char[] Separators = [',', ';', '\t'];

    readonly TextReader _reader;
    readonly string[] _header;
    readonly char _separator;
    readonly int _headerLine;
    readonly Dictionary<string, int> _lineOfEmail = [];

    PeopleFile(TextReader reader, string[] header, char separator, int headerLine) =>
        (_reader, _header, _separator, _headerLine) = (reader, header, separator, headerLine);

    /// <summary>Reads the header.</summary>
    /// <exception cref="FormatException">The header lacks a column; the message names it.</exception>
    public static async Task<PeopleFile> OpenAsync(TextReader reader, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(reader);

        var (line, first) = (1, await ReadLineAsync(reader, ct));
        var given = GivenSeparator(first);
        if (given is not null)
            (line, first) = (2, await ReadLineAsync(reader, ct));

        var separator = given ?? Separators.MaxBy(candidate => Split(first, candidate).Length);
        var names = Split(first, separator).Select(n => n.Trim().ToLowerInvariant());
        string[] header = [.. names.Select(n => n == "email" ? "e-mail" : n)];
        return Columns.Except(header).ToList() is { Count: > 0 } missing
            ? throw new FormatException(
                $"Line {line} has no column {string.Join(", ", missing)}; the first line must be {string.Join(separator, Columns)}.")
            : new(reader, header, separator, line);
    }

    /// <summary>Reads the lines, each as a person or as its list of problems. Skips empty lines.</summary>
    public async IAsyncEnumerable<(PersonLine? Person, IReadOnlyList<LineProblem> Problems)> ReadAsync(
        [EnumeratorCancellation] CancellationToken ct)
    {
        for (var number = _headerLine + 1; await _reader.ReadLineAsync(ct) is { } text; number++)
        {
            if (!string.IsNullOrWhiteSpace(text))
                yield return ReadLine(number, text);
        }
    }

    (PersonLine?, IReadOnlyList<LineProblem>) ReadLine(int number, string text)
    {
        var fields = Split(text, _separator);
        if (text.Count(c => c == '"') % 2 == 1)
            return (null, [new(number, "line", "has an unclosed quote; close it on the same line, or write it twice.")]);
        if (fields.Length != _header.Length)
            return (null, [new(number, "line", $"has {fields.Length} fields instead of {_header.Length}.")]);

        var line = new PersonLineReader(number, column => Array.IndexOf(_header, column) is >= 0 and var place ? fields[place].Trim() : "");
        var person = line.Read();
        if (line.Problems.Count == 0 && !_lineOfEmail.TryAdd(person.Email, number))
            line.Report("e-mail", $"{person.Email} is in line {_lineOfEmail[person.Email]} already; delete one of the lines.");

        return line.Problems.Count == 0 ? (person, []) : (null, line.Problems);
    }

    static async Task<string> ReadLineAsync(TextReader reader, CancellationToken ct) =>
        (await reader.ReadLineAsync(ct) ?? "").TrimStart('\uFEFF');

    // Spreadsheets write sep=; before the header, with or without quotes.
    static char? GivenSeparator(string line) =>
        line.Trim().Trim('"') is ['s' or 'S', 'e' or 'E', 'p' or 'P', '=', var separator] ? separator : null;

    static string[] Split(string line, char separator)
    {
        var csv = new CsvConfiguration(CultureInfo.InvariantCulture) { BadDataFound = null, Delimiter = separator.ToString() };
        using var parser = new CsvParser(new StringReader(line), csv);
        return parser.Read() ? parser.Record! : [];
    }
}
