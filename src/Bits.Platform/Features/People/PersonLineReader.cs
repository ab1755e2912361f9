using System.Globalization;
using System.Net.Mail;
using System.Text;
using Bits.Shared;

namespace Bits.Platform.Features.People;

/// <summary>Reads the fields of one line and collects what is wrong with them.</summary>
sealed class PersonLineReader(int number, Func<string, string> field)
{
    public List<LineProblem> Problems { get; } = [];

    /// <summary>The person; good only where there is no problem.</summary>
    public PersonLine Read() => new(number, Name(), Email(), Batch(), Chapter());

    public void Report(string column, string problem) => Problems.Add(new(number, column, problem));

    string Name() => IsText("name", maxLength: 200) ? UnicodeText.Normalized(field("name"), NormalizationForm.FormC) : "";

    string Email()
    {
        var email = field("e-mail").ToLowerInvariant();
        if (IsText("e-mail", maxLength: 254) && !(MailAddress.TryCreate(email, out var mail) && mail.Address == email))
            Report("e-mail", $"'{email}' is no e-mail address.");

        return email;
    }

    int Batch()
    {
        var text = field("batch");
        if (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var year) || year is < 1900 or > 2100)
            Report("batch", $"'{Shown(text)}' is no batch; give the year of graduation, such as 2018.");

        return year;
    }

    string? Chapter() =>
        field("chapter").Length == 0 ? null
        : IsText("chapter", maxLength: 100) ? UnicodeText.Normalized(field("chapter"), NormalizationForm.FormC)
        : null;

    bool IsText(string column, int maxLength)
    {
        var text = field(column);
        var before = Problems.Count;
        if (text.Length == 0)
            Report(column, "is empty.");
        else if (UnicodeText.Length(text) is var length && length > maxLength)
            Report(column, $"has {length} characters; shorten it to {maxLength}.");
        else if (text.EnumerateRunes().Any(r => r == Rune.ReplacementChar || Rune.IsControl(r)))
            Report(column, $"'{Shown(text)}' has characters that are no text in UTF-8; save the file as UTF-8.");

        return Problems.Count == before;
    }

    static string Shown(string text) =>
        new([.. UnicodeText.Beginning(text, 40).Select(c => char.IsControl(c) ? '·' : c), .. text.Length > 40 ? "…" : ""]);
}
