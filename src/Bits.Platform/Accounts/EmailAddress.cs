using System.Globalization;
using System.Net.Mail;
using System.Text;
using Bits.Platform.Texts;
using Bits.Shared;

namespace Bits.Platform.Accounts;

/// <summary>The one place that decides which addresses are the same, and which are none.</summary>
public static class EmailAddress
{
    const int MaxLength = 254;

    /// <summary>An address as it is compared and kept: composed, every letter by itself in lower case. The database finds it in
    /// lower case then too.</summary>
    public static string Folded(string address)
    {
        ArgumentNullException.ThrowIfNull(address);
        var folded = new StringBuilder(address.Length);
        foreach (var rune in UnicodeText.Normalized(address, NormalizationForm.FormC).EnumerateRunes())
            folded.Append(Rune.ToLowerInvariant(rune).ToString());

        return folded.ToString();
    }

    /// <summary>What is wrong with a folded address and how to mend it; null for nothing.</summary>
    public static string? Problem(string folded)
    {
        ArgumentNullException.ThrowIfNull(folded);

        return TextRules.Problem(folded, TextKind.Line, MaxLength) is { } problem ? problem
            : folded.EnumerateRunes().Select(rune => (Rune?)rune).FirstOrDefault(rune => IsDeceptive(rune!.Value)) is { } odd
                ? $"has {TextRules.Shown(odd)}, which looks like another letter; write that letter."
            : Scripts.FirstForeign(folded) is { } foreign
                ? $"has {TextRules.Shown(foreign)} among letters of another script; write the word in one script."
            : MailAddress.TryCreate(folded, out var mail) && mail.Address == folded ? null
            : $"'{folded}' is no e-mail address.";
    }

    // Forms of other letters, and letters whose case differs by language or that have none of their own here: the database
    // would make another letter of them.
    static bool IsDeceptive(Rune rune) => rune.Value is 'ı' or 'İ'
        || Rune.GetUnicodeCategory(rune) is UnicodeCategory.UppercaseLetter or UnicodeCategory.TitlecaseLetter
            or UnicodeCategory.OtherNotAssigned
        || (rune.Value > 0x7F && Ascii.IsValid(rune.ToString().Normalize(NormalizationForm.FormKC)));
}
