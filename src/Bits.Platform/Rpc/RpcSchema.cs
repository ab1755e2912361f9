using Bits.Shared;

namespace Bits.Platform.Rpc;

/// <summary>The tables of the pipeline.</summary>
static class RpcSchema
{
    public static SchemaPart Part { get; } = SchemaPart.BesideType(typeof(RpcSchema), "rpc");
}
