using Bits.Shared;

namespace Bits.Platform.Audit;

/// <summary>The tables of the audit log.</summary>
static class AuditSchema
{
    public static IReadOnlyList<SchemaScript> Scripts => SchemaScript.BesideType(typeof(AuditSchema), "audit");

    public static IReadOnlyList<SchemaAccess> Access => SchemaAccess.BesideType(typeof(AuditSchema), "audit");
}
