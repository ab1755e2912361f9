using System.Runtime.Versioning;
using Bits.EmbeddedPostgres.Unix;

namespace Bits.EmbeddedPostgres.Cluster;

/// <summary>
/// The lease of one process on a server: the writing end of a named pipe that the supervisor reads. The kernel counts
/// the leases, and drops that of an ended process, even after a kill.
/// </summary>
/// <remarks>
/// The descriptor has no finalizer: the server must not stop while a program still uses the connection string.
/// </remarks>
[UnsupportedOSPlatform("windows")]
sealed class ClientLease : IDisposable
{
    const int Left = -1;

    int _fd;

    ClientLease(int fd) => _fd = fd;

    /// <summary>Creates the pipe, and replaces an existing one.</summary>
    public static void MakePipe(string pipe)
    {
        var made = $"{pipe}.new";
        File.Delete(made);
        Posix.MakePipe(made);
        File.Move(made, pipe, overwrite: true);
    }

    /// <summary>Takes a lease from the supervisor that reads the pipe; null without a supervisor.</summary>
    public static ClientLease? TryEnter(string pipe) => Posix.OpenForWriting(pipe) is { } fd ? new(fd) : null;

    /// <summary>Takes a lease before its supervisor starts.</summary>
    public static ClientLease Enter(string pipe)
    {
        var bothEnds = Posix.OpenBothEnds(pipe);
        try
        {
            return TryEnter(pipe) ?? throw new IOException($"The pipe {pipe} was removed.");
        }
        finally
        {
            Posix.Close(bothEnds);
        }
    }

    /// <summary>Returns whether a supervisor reads the pipe.</summary>
    public static bool IsWatched(string pipe)
    {
        using var presence = TryEnter(pipe);
        return presence is not null;
    }

    /// <summary>Makes the supervisor check its server; false without a supervisor.</summary>
    public bool Poke() => Posix.WriteLineFeed(_fd);

    /// <summary>Releases the lease.</summary>
    public void Dispose()
    {
        var fd = Interlocked.Exchange(ref _fd, Left);
        if (fd != Left)
            Posix.Close(fd);
    }
}
