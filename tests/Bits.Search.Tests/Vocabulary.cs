global using AudienceTags = Bits.Platform.AudienceTags;
global using Surfaces = Bits.Platform.Surfaces;

namespace Bits.Search.Tests;

/// <summary>The words of the institute, which the template database has.</summary>
static class Institute
{
    /// <summary>Counts words in what the institute may read.</summary>
    public static SearchOptions Options { get; } = new() { PublicTags = [AudienceTags.Institute] };
}
