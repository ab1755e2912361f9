using System.ComponentModel.DataAnnotations;
using System.Globalization;

namespace Bits.Platform.Rpc;

/// <summary>The bytes of a file: base64 in JSON, a file field in a form. Transports read larger bodies for calls that take
/// one.</summary>
/// <param name="maxBytes">The maximum of bytes.</param>
[AttributeUsage(AttributeTargets.Property)]
public sealed class FileAttribute(int maxBytes) : ValidationAttribute
{
    /// <summary>The maximum of bytes.</summary>
    public int MaxBytes => maxBytes;

    /// <summary>The maximum of characters in base64.</summary>
    public int MaxCharacters => (maxBytes + 2) / 3 * 4;

    /// <inheritdoc />
    public override bool IsValid(object? value) => value is null || (value is byte[] file && file.Length <= maxBytes);

    /// <inheritdoc />
    public override string FormatErrorMessage(string name) =>
        string.Create(CultureInfo.InvariantCulture, $"has more than {maxBytes:N0} bytes; send a smaller file.");
}
