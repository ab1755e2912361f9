using Bits.Platform.Rpc;

namespace Bits.Platform.Features.Searching;

/// <summary>Checks surfaces in requests.</summary>
static class SurfaceName
{
    /// <summary>The maximum length in characters, above that of any surface.</summary>
    public const int MaxLength = 32;

    /// <summary>Throws for an unknown surface.</summary>
    /// <exception cref="FaultException">The surface is unknown; the message names the field and lists the surfaces.</exception>
    public static void CheckAll(IReadOnlyList<string>? surfaces)
    {
        foreach (var surface in surfaces ?? [])
            Check("surfaces", surface);
    }

    /// <inheritdoc cref="CheckAll"/>
    public static void Check(string field, string surface)
    {
        if (!Surfaces.All.Contains(surface))
            throw FaultException.InvalidArgument(field, $"'{surface}' is not a surface; use {string.Join(", ", Surfaces.All)}.");
    }
}
