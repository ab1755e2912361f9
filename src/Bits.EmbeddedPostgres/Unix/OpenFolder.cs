using System.Runtime.Versioning;

namespace Bits.EmbeddedPostgres.Unix;

/// <summary>Folders that any user may enter: what root makes must be reachable for the user the server runs as.</summary>
[UnsupportedOSPlatform("windows")]
static class OpenFolder
{
    /// <summary>rwxr-xr-x</summary>
    public const UnixFileMode Mode =
        UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
        | UnixFileMode.GroupRead | UnixFileMode.GroupExecute
        | UnixFileMode.OtherRead | UnixFileMode.OtherExecute;

    /// <summary>Creates a folder and those above it, where they are missing.</summary>
    /// <exception cref="PostgresUnavailableException">The user may not.</exception>
    public static void Create(string path)
    {
        if (Directory.Exists(path))
            return;

        if (Path.GetDirectoryName(path) is { } parent)
            Create(parent);

        try
        {
            Directory.CreateDirectory(path);
            SetMode(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new PostgresUnavailableException(
                $"Cannot create {path}: {e.Message} Choose a folder of your own by BITS_PG_ROOT.", e);
        }
    }

    // Past the umask, which may be as narrow as 077.
    public static void SetMode(string path) => File.SetUnixFileMode(path, Mode);
}
