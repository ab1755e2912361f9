namespace Bits.Platform.Features.Operations;

/// <summary>The reason that every action of an operator is given.</summary>
static class Reasons
{
    /// <summary>The longest, in characters.</summary>
    public const int MaxLength = 500;
}
