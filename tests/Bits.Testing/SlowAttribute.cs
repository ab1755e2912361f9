using Xunit.v3;

namespace Bits.Testing;

/// <summary>Marks tests that take seconds or start programs: <c>./test quick</c> leaves them out, everything else runs
/// them.</summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method)]
public sealed class SlowAttribute : Attribute, ITraitAttribute
{
    /// <inheritdoc />
    public IReadOnlyCollection<KeyValuePair<string, string>> GetTraits() => [new("speed", "slow")];
}
