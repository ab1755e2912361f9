using Bits.Platform.Auth;
using Bits.Shared;

namespace Bits.Platform.Features;

/// <summary>One feature of the platform as a value: its tables, its capabilities, and what it registers. A feature lives in one
/// folder and has one line in <see cref="PlatformFeatures.All"/>; deleting both deletes the feature.</summary>
interface IFeature
{
    /// <summary>Gets the tables and functions; null for a feature without its own.</summary>
    SchemaPart? Schema => null;

    /// <summary>Gets the capability rules of the feature; part of the table of <see cref="Auth.Capabilities"/>.</summary>
    IReadOnlyList<CapabilityRule> Capabilities => [];

    /// <summary>Registers calls, job handlers, periodic jobs, search owners, personal data, notification texts, demo data and
    /// services. Every host registers every feature.</summary>
    void Register(FeatureBuilder feature);
}
