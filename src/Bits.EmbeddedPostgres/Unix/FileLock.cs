using System.Runtime.Versioning;

namespace Bits.EmbeddedPostgres.Unix;

/// <summary>A lock between processes that the kernel gives back when its holder ends, however it ends.</summary>
[UnsupportedOSPlatform("windows")]
static class FileLock
{
    /// <summary>Waits for the lock. Dispose the result to give it back; the empty file remains.</summary>
    public static async Task<IDisposable> TakeAsync(string path, Patience patience, CancellationToken ct)
    {
        while (true)
        {
            if (TryTake(path) is { } taken)
                return taken;

            await patience.StepAsync(ct);
        }
    }

    static FileStream? TryTake(string path)
    {
        try
        {
            return new FileStream(path, new FileStreamOptions
            {
                Mode = FileMode.OpenOrCreate,
                Access = FileAccess.ReadWrite,
                Share = FileShare.None,
                UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
            });
        }
        catch (IOException e) when (e.HResult == Posix.WouldBlock)
        {
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new PostgresUnavailableException(
                $"Cannot lock {path}: {e.Message} Choose a folder of your own by BITS_PG_ROOT.", e);
        }
    }
}
