using System.Runtime.Versioning;
using Bits.EmbeddedPostgres.Unix;

namespace Bits.EmbeddedPostgres.Cluster;

/// <summary>
/// The claim of one process on a server: the writing end of a named pipe, whose reading end the supervisor has. The
/// kernel counts the claims, and drops that of a process that ends, however it ends.
/// </summary>
/// <remarks>
/// The descriptor is a bare number without a finalizer: the server must not stop under a program that kept nothing but
/// the connection string.
/// </remarks>
[UnsupportedOSPlatform("windows")]
sealed class Presence : IDisposable
{
    const int Left = -1;

    int _fd;

    Presence(int fd) => _fd = fd;

    /// <summary>Makes a new pipe, in the place of the one that may be there.</summary>
    public static void MakePipe(string pipe)
    {
        var made = $"{pipe}.new";
        File.Delete(made);
        Posix.MakePipe(made);
        File.Move(made, pipe, overwrite: true);
    }

    /// <summary>A claim at the supervisor that reads the pipe; null if none does.</summary>
    public static Presence? TryEnter(string pipe) => Posix.OpenForWriting(pipe) is { } fd ? new(fd) : null;

    /// <summary>A claim in advance, for a supervisor that is about to be started.</summary>
    public static Presence Enter(string pipe)
    {
        var bothEnds = Posix.OpenBothEnds(pipe);
        try
        {
            return TryEnter(pipe) ?? throw new IOException($"The pipe {pipe} was taken away.");
        }
        finally
        {
            Posix.Close(bothEnds);
        }
    }

    /// <summary>Whether somebody reads the pipe.</summary>
    public static bool IsWatched(string pipe)
    {
        using var presence = TryEnter(pipe);
        return presence is not null;
    }

    /// <summary>Makes the supervisor look after its server; false if there is no supervisor any more.</summary>
    public bool Poke() => Posix.WriteLineFeed(_fd);

    /// <summary>Gives the claim up.</summary>
    public void Dispose()
    {
        var fd = Interlocked.Exchange(ref _fd, Left);
        if (fd != Left)
            Posix.Close(fd);
    }
}
