namespace Bits.Testing;

/// <summary>A clock that a test moves.</summary>
public sealed class ManualTime(DateTimeOffset now) : TimeProvider
{
    /// <summary>The time.</summary>
    public DateTimeOffset Now { get; set; } = now;

    /// <inheritdoc />
    public override DateTimeOffset GetUtcNow() => Now;
}
