using Bits.Shared;

namespace Bits.Platform.Audit;

/// <summary>The schema of the audit log.</summary>
static class AuditSchema
{
    public static SchemaPart Part { get; } = SchemaPart.BesideType(typeof(AuditSchema), "audit");
}
