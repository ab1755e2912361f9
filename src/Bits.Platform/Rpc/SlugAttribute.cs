using System.ComponentModel.DataAnnotations;
using System.Text;
using Bits.Platform.Texts;

namespace Bits.Platform.Rpc;

/// <summary>A name in addresses: 1 to 63 lower-case letters, digits and dashes, the first no dash, and no word that addresses of the
/// platform need.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class SlugAttribute() : RegularExpressionAttribute(Form)
{
    const string Form = "^[a-z0-9][a-z0-9-]{0,62}$";
    const int MaxLength = 63;

    /// <inheritdoc />
    public override bool IsValid(object? value) => value is null || (value is string text && Problem(text) is null);

    /// <summary>Says which rule a slug breaks.</summary>
    protected override ValidationResult? IsValid(object? value, ValidationContext validationContext)
    {
        ArgumentNullException.ThrowIfNull(validationContext);

        return value is string text && Problem(text) is { } problem
            ? new(problem, [validationContext.MemberName!])
            : ValidationResult.Success;
    }

    static string? Problem(string slug) =>
        TextRules.Problem(slug, TextKind.Id, MaxLength) is { } problem ? problem
        : Odd(slug) is { } odd ? $"has {TextRules.Shown(odd)}; use lower-case letters, digits and dashes, such as rowing-goa."
        : slug[0] == '-' ? "begins with a dash; begin with a letter or a digit."
        : slug.Length > 3 && slug[2..4] == "--" ? "has two dashes behind its second letter, as addresses of other scripts do; use one."
        : IsId(slug) ? "looks like an id; add a word."
        : ReservedSlugs.All.Contains(slug) ? "is a word that addresses of the platform need; add another, such as our-" + slug + "."
        : null;

    static Rune? Odd(string slug) => slug.EnumerateRunes().Select(rune => (Rune?)rune)
        .FirstOrDefault(rune => !(rune!.Value.Value is (>= 'a' and <= 'z') or (>= '0' and <= '9') or '-'));

    static bool IsId(string slug) => Guid.TryParse(slug, out _) || slug.All(char.IsAsciiDigit);
}
