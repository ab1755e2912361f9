using Bits.Shared;

namespace Bits.Platform.Rpc;

/// <summary>The tables of the pipeline.</summary>
static class RpcSchema
{
    public static IReadOnlyList<SchemaScript> Scripts => SchemaScript.BesideType(typeof(RpcSchema), "rpc");

    public static IReadOnlyList<SchemaAccess> Access => SchemaAccess.BesideType(typeof(RpcSchema), "rpc");
}
