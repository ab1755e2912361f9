using System.Globalization;
using System.Runtime.Versioning;
using Bits.EmbeddedPostgres.Unix;

namespace Bits.EmbeddedPostgres.Cluster;

/// <summary>A running server, as its file <c>postmaster.pid</c> describes it.</summary>
/// <param name="ProcessId">The id of its first process.</param>
/// <param name="Port">The port on loopback, which is also part of the socket's name.</param>
/// <param name="SocketFolder">The folder of its socket; empty without one.</param>
/// <param name="IsReady">Whether it accepts connections; false while it starts or stops.</param>
[UnsupportedOSPlatform("windows")]
sealed record Postmaster(int ProcessId, int Port, string SocketFolder, bool IsReady)
{
    // No system uses this process id.
    const string NoProcess = "2147483647";

    /// <summary>Finds the server of a data folder; null when no server runs.</summary>
    public static Postmaster? Find(string data)
    {
        if (Read(data) is not [var process, var folder, _, var port, var socket, _, _, var state, ..])
            return null;

        return int.TryParse(process, CultureInfo.InvariantCulture, out var id) && IsServer(id, folder)
            ? new(id, int.Parse(port, CultureInfo.InvariantCulture), socket, state.StartsWith("ready", StringComparison.Ordinal))
            : null;
    }

    /// <summary>
    /// Clears the process id in a stale postmaster.pid that now belongs to another process. PostgreSQL refuses to start
    /// while the id belongs to any live process of its user. Writes an impossible id instead and keeps the rest of the
    /// file, by which PostgreSQL still detects orphans that use its shared memory.
    /// </summary>
    /// <returns>Whether another process had the id.</returns>
    public static bool DisownStranger(string data, ServerUser user)
    {
        if (Read(data) is not [var process, var folder, .. var rest]
            || !int.TryParse(process, CultureInfo.InvariantCulture, out var id)
            || RunningProcesses.CommandLine(id) is null || IsServer(id, folder))
            return false;

        // Creates a new file: the server's user can write to the folder, and might have placed a link.
        var file = FileIn(data);
        File.Delete(file);
        using (var created = new StreamWriter(new FileStream(file, FileMode.CreateNew)))
            created.Write(string.Join('\n', [NoProcess, folder, .. rest, ""]));

        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        user.Own(file);
        return true;
    }

    static string FileIn(string data) => Path.Combine(data, "postmaster.pid");

    static string[] Read(string data)
    {
        try
        {
            return File.ReadAllLines(FileIn(data));
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return [];
        }
    }

    // Compares the folder that the server recorded, which may be another name of ours.
    static bool IsServer(int id, string data) => RunningProcesses.CommandLine(id) is [var program, .. var arguments]
        && Path.GetFileName(program) == "postgres"
        && (arguments.Contains(data) || !OperatingSystem.IsLinux());
}
