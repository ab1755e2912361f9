using System.Globalization;
using System.Net.Mail;
using System.Text;
using Bits.Platform.Rpc;
using Bits.Platform.Texts;
using Bits.Shared;

namespace Bits.Platform.Accounts;

/// <summary>Decides which addresses are equal, and which are invalid.</summary>
public static class EmailAddress
{
    const int MaxLength = 254;

    /// <summary>Folds an address for comparison and storage: composed, each letter in lower case. The database's
    /// lower() does not change it.</summary>
    public static string Folded(string address)
    {
        ArgumentNullException.ThrowIfNull(address);
        var folded = new StringBuilder(address.Length);
        foreach (var rune in UnicodeText.Normalized(address, NormalizationForm.FormC).EnumerateRunes())
            folded.Append(Rune.ToLowerInvariant(rune).ToString());

        return folded.ToString();
    }

    /// <summary>Folds an address as typed, and requires a valid one.</summary>
    /// <exception cref="FaultException">It is not an e-mail address; the message has the remedy.</exception>
    public static string RequireFolded(string typed)
    {
        ArgumentNullException.ThrowIfNull(typed);
        var folded = Folded(typed.Trim());
        return Problem(folded) is { } problem ? throw FaultException.InvalidArgument("email", problem) : folded;
    }

    /// <summary>Returns what is wrong with a folded address and the remedy; null for a valid one.</summary>
    public static string? Problem(string folded)
    {
        ArgumentNullException.ThrowIfNull(folded);

        return TextRules.Problem(folded, TextKind.Line, MaxLength) is { } problem ? problem
            : folded.EnumerateRunes().Select(rune => (Rune?)rune).FirstOrDefault(rune => IsDeceptive(rune!.Value)) is { } odd
                ? $"has {TextRules.Shown(odd)}, which looks like another letter; use that letter."
            : Scripts.Problem(folded) is { } mixed ? mixed
            : MailAddress.TryCreate(folded, out var mail) && mail.Address == folded ? null
            : $"'{folded}' is not an e-mail address; write one such as asha@example.org.";
    }

    // Compatibility forms of other letters, and letters whose case differs by language: the database would change them.
    static bool IsDeceptive(Rune rune) => rune.Value is 'ı' or 'İ'
        || Rune.GetUnicodeCategory(rune) is UnicodeCategory.UppercaseLetter or UnicodeCategory.TitlecaseLetter
            or UnicodeCategory.OtherNotAssigned
        || (rune.Value > 0x7F && Ascii.IsValid(rune.ToString().Normalize(NormalizationForm.FormKC)));
}
