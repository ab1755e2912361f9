using System.Globalization;
using System.Text;
using Bits.Platform.Accounts;
using Bits.Platform.Texts;
using Bits.Shared;

namespace Bits.Platform.Features.People;

/// <summary>Reads the fields of one line and collects their problems.</summary>
sealed class PersonLineReader(int number, Func<string, string> field)
{
    public List<LineProblem> Problems { get; } = [];

    /// <summary>Gets the person; valid only without problems.</summary>
    public PersonLine Read() => new(number, Name(), Email(), Batch(), Chapter()) { Campus = Campus() };

    public void Report(string column, string problem) => Problems.Add(new(number, column, problem));

    string Name() => Line("name", PersonRules.MaxNameLength) ?? "";

    string Email()
    {
        var email = EmailAddress.Folded(field("e-mail"));
        if (IsUtf8("e-mail") && EmailAddress.Problem(email) is { } problem)
            Report("e-mail", problem);

        return email;
    }

    int Batch()
    {
        var text = field("batch");
        if (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var year) || !PersonRules.IsBatch(year))
            Report("batch", $"'{Shown(text)}' is not a batch; give the year of graduation, such as 2018.");

        return year;
    }

    string? Chapter() => field("chapter").Length == 0 ? null : Line("chapter", maxLength: 100);

    string? Campus() => field("campus").Length == 0 ? null : Line("campus", PersonRules.MaxCampusLength)?.ToLowerInvariant();

    // Returns a name as stored; null when it has a problem.
    string? Line(string column, int maxLength)
    {
        var text = TextRules.Canonical(field(column));
        if (!IsUtf8(column))
            return null;

        var problem = PersonRules.NameProblem(text, maxLength);
        if (problem is not null)
            Report(column, problem);
        return problem is null ? text : null;
    }

    bool IsUtf8(string column)
    {
        var text = field(column);
        var isUtf8 = !text.EnumerateRunes().Any(rune => rune == Rune.ReplacementChar || rune.Value == 0);
        if (!isUtf8)
            Report(column, $"'{Shown(text)}' has characters that are not valid UTF-8; save the file as UTF-8.");

        return isUtf8;
    }

    static string Shown(string text) =>
        new([.. UnicodeText.Beginning(text, 40).Select(c => char.IsControl(c) ? '·' : c), .. text.Length > 40 ? "…" : ""]);
}
