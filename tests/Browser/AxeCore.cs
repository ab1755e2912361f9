namespace Bits.Testing;

/// <summary>The program that looks for what stands in the way of people.</summary>
static class AxeCore
{
    /// <summary>Its text.</summary>
    public static async Task<string> ReadAsync(CancellationToken ct) =>
        await File.ReadAllTextAsync(await NpmPackage.FileAsync("axe-core@4.14.1", "axe.min.js", ct), ct);
}
