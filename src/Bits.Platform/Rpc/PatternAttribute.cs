using System.ComponentModel.DataAnnotations;
using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;

namespace Bits.Platform.Rpc;

/// <summary>Text of one form. The empty text has to have it too, which <see cref="RegularExpressionAttribute"/> alone does not
/// ask.</summary>
/// <param name="pattern">The form of the whole text.</param>
[AttributeUsage(AttributeTargets.Property)]
public sealed class PatternAttribute([StringSyntax(StringSyntaxAttribute.Regex)] string pattern)
    : RegularExpressionAttribute(pattern)
{
    readonly Regex _whole = new($@"\A(?:{pattern})\z", RegexOptions.CultureInvariant);

    /// <summary>Whether a text that is there has the form; null is another attribute's business.</summary>
    public override bool IsValid(object? value) => value is null || (value is string text && _whole.IsMatch(text));
}
