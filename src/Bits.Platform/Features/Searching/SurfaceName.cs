using Bits.Platform.Rpc;
using Bits.Search;

namespace Bits.Platform.Features.Searching;

/// <summary>The rule for surfaces in requests.</summary>
static class SurfaceName
{
    /// <summary>Longer than any, in characters.</summary>
    public const int MaxLength = 32;

    /// <summary>Refuses what is none.</summary>
    /// <exception cref="FaultException">Names the field and lists the surfaces.</exception>
    public static void CheckAll(IReadOnlyList<string>? surfaces)
    {
        foreach (var surface in surfaces ?? [])
            Check("surfaces", surface);
    }

    /// <inheritdoc cref="CheckAll"/>
    public static void Check(string field, string surface)
    {
        if (!Surfaces.All.Contains(surface))
            throw FaultException.InvalidArgument(field, $"'{surface}' is none; use {string.Join(", ", Surfaces.All)}.");
    }
}
