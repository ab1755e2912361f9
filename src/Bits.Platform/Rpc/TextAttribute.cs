using System.ComponentModel.DataAnnotations;
using Bits.Platform.Texts;

namespace Bits.Platform.Rpc;

/// <summary>Text, or a list of texts, that keeps the <see cref="TextRules"/>: not blank, not too long, readable.</summary>
/// <param name="maximumLength">The most characters, as Postgres counts them.</param>
/// <param name="kind">What it is; default what people write to each other.</param>
[AttributeUsage(AttributeTargets.Property)]
public class TextAttribute(int maximumLength, TextKind kind = TextKind.Prose) : StringLengthAttribute(maximumLength)
{
    /// <summary>What it is.</summary>
    public TextKind Kind => kind;

    /// <summary>Whether the text may be left empty; default no.</summary>
    public bool MayBeEmpty { get; init; }

    /// <inheritdoc />
    public override bool IsValid(object? value) => Problem(value) is null;

    /// <summary>Says what is wrong with a text that is there; null is another attribute's business.</summary>
    protected override ValidationResult? IsValid(object? value, ValidationContext validationContext)
    {
        ArgumentNullException.ThrowIfNull(validationContext);

        return Problem(value) is { } problem ? new(problem, [validationContext.MemberName!]) : ValidationResult.Success;
    }

    string? Problem(object? value) => value switch
    {
        null => null,
        "" when MayBeEmpty => null,
        string text => TextRules.Problem(text, kind, MaximumLength),
        IEnumerable<string?> texts => texts.Select(text => text is null ? "is null; leave it out." : Problem(text)).OfType<string>().Select(problem => $"has an entry that {problem}").FirstOrDefault(),
        _ => throw new InvalidOperationException($"{value.GetType()} is no text."),
    };
}
