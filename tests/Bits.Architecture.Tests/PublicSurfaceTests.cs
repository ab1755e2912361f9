using System.Reflection;
using PublicApiGenerator;

namespace Bits.Architecture.Tests;

/// <summary>What a stranger can use of each package, as a text that somebody has approved. To approve a change, run the
/// tests with BITS_APPROVE=1 and commit the text.</summary>
public sealed class PublicSurfaceTests
{
    [Theory]
    [InlineData("Bits.EmbeddedPostgres")]
    [InlineData("Bits.Jobs")]
    [InlineData("Bits.Jobs.Testing")]
    [InlineData("Bits.Matching")]
    [InlineData("Bits.Membership")]
    [InlineData("Bits.Recommender")]
    [InlineData("Bits.Search")]
    public void The_public_surface_is_the_approved_one(string package)
    {
        var file = Path.Combine(
            ProgramProcess.Repository, "tests", "Bits.Architecture.Tests", "Surfaces", $"{package}.approved.txt");
        var surface = Assembly.Load(package).GeneratePublicApi(new() { IncludeAssemblyAttributes = false }) + "\n";
        if (Environment.GetEnvironmentVariable("BITS_APPROVE") == "1")
            File.WriteAllText(file, surface);

        Assert.Equal(File.ReadAllText(file), surface, ignoreLineEndingDifferences: true);
    }
}
