using System.Formats.Tar;
using System.IO.Compression;

namespace Bits.Testing;

/// <summary>Packages of npm whose licence (MPL-2.0) is for tests, not for this repository: fetched when they are needed.</summary>
public static class NpmPackage
{
    /// <summary>Returns the file name of a file of a package.</summary>
    /// <param name="package">Name and version, such as <c>axe-core@4.14.1</c>.</param>
    /// <param name="entry">The file within it.</param>
    /// <param name="ct">Stops waiting.</param>
    public static async Task<string> FileAsync(string package, string entry, CancellationToken ct)
    {
        var folder = Path.Combine(Path.GetTempPath(), $"bits-{package.Replace('@', '-')}");
        var file = Path.Combine(folder, Path.GetFileName(entry));
        if (!File.Exists(file))
            await FetchAsync(package, entry, file, ct);

        return file;
    }

    static async Task FetchAsync(string package, string entry, string file, CancellationToken ct)
    {
        var own = Directory.CreateTempSubdirectory("bits-npm-"); // others may fetch the same
        try
        {
            await using var npm = ProgramProcess.Start(
                "npm", ["pack", package, "--silent", "--pack-destination", own.FullName], new Dictionary<string, string?>());
            if (await npm.ExitAsync(ct) != 0)
                throw new InvalidOperationException($"npm could not fetch {package}:\n{npm.Output}");

            await using var packed = new GZipStream(File.OpenRead(own.GetFiles("*.tgz").Single().FullName), CompressionMode.Decompress);
            await using var tar = new TarReader(packed);
            while (await tar.GetNextEntryAsync(copyData: false, ct) is { } part)
                if (part.Name == $"package/{entry}")
                    await part.ExtractToFileAsync(Path.Combine(own.FullName, "part"), overwrite: true, ct);

            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            File.Move(Path.Combine(own.FullName, "part"), file, overwrite: true);
        }
        finally
        {
            own.Delete(recursive: true);
        }
    }
}
