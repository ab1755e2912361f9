using System.Runtime.Versioning;

namespace Bits.EmbeddedPostgres.Unix;

/// <summary>Creates folders that any user may enter, so that the server's user can reach what root creates.</summary>
[UnsupportedOSPlatform("windows")]
static class OpenFolder
{
    /// <summary>rwxr-xr-x</summary>
    public const UnixFileMode Mode =
        UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
        | UnixFileMode.GroupRead | UnixFileMode.GroupExecute
        | UnixFileMode.OtherRead | UnixFileMode.OtherExecute;

    /// <summary>Creates a folder and its missing parents.</summary>
    /// <exception cref="PostgresUnavailableException">The user lacks the right.</exception>
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
                $"Cannot create {path}: {e.Message} Set BITS_PG_ROOT to a folder of your own.", e);
        }
    }

    // Sets the mode regardless of the umask, which may be as narrow as 077.
    public static void SetMode(string path) => File.SetUnixFileMode(path, Mode);
}
