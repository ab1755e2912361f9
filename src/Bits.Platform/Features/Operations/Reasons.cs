namespace Bits.Platform.Features.Operations;

/// <summary>The reason of an operator's action.</summary>
static class Reasons
{
    /// <summary>The maximum length, in characters.</summary>
    public const int MaxLength = 500;
}
