using System.ComponentModel.DataAnnotations;
using Bits.Platform.Texts;

namespace Bits.Platform.Rpc;

/// <summary>The maximum page size that a caller asks for: 1 to 100.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class PageSizeAttribute() : RangeAttribute(1, MaxSize)
{
    const int MaxSize = 100;

    /// <inheritdoc />
    public override string FormatErrorMessage(string name) => $"must be 1 to {MaxSize}.";
}

/// <summary>The cursor of a page, as <see cref="PageCursors"/> write it.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class PageCursorAttribute() : TextAttribute(PageCursors.MaxLength, TextKind.Id);
