using System.Diagnostics;

namespace Bits.Load.Database;

/// <summary>The folder of the private server: on the disk, unlike that of tests, and gone at the end.</summary>
sealed class PrivateFolder : IAsyncDisposable
{
    static readonly TimeSpan Glance = TimeSpan.FromMilliseconds(50);
    static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    readonly string _path = Directory.CreateTempSubdirectory("bits-load-").FullName;

    public PrivateFolder()
    {
        // The server never runs as root: its user passes through on the way to its data.
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(
                _path, File.GetUnixFileMode(_path) | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute);
    }

    /// <summary>The root of the cluster.</summary>
    public string Root => Path.Combine(_path, "pg");

    /// <summary>Waits until the server has stopped, and deletes the folder; a server that was killed leaves its mark
    /// for ever.</summary>
    public async ValueTask DisposeAsync()
    {
        await UntilStoppedAsync(CancellationToken.None);
        Directory.Delete(_path, recursive: true);
    }

    /// <summary>Waits until the server has stopped, a minute at most.</summary>
    public async Task UntilStoppedAsync(CancellationToken ct)
    {
        var began = Stopwatch.GetTimestamp();
        while (File.Exists(Path.Combine(Root, "data", "postmaster.pid")) && Stopwatch.GetElapsedTime(began) < Patience)
            await Task.Delay(Glance, ct);
    }
}
