using System.Runtime.Versioning;

namespace Bits.EmbeddedPostgres.Unix;

/// <summary>A lock between processes that the kernel releases when its holder ends, even after a kill.</summary>
[UnsupportedOSPlatform("windows")]
static class FileLock
{
    /// <summary>Waits for the lock. Dispose the result to release it; the empty file stays.</summary>
    public static async Task<IDisposable> TakeAsync(string path, WaitLoop patience, CancellationToken ct)
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
                $"Cannot lock {path}: {e.Message} Set BITS_PG_ROOT to a folder of your own.", e);
        }
    }
}
