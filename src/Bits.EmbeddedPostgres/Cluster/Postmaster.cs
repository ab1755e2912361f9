using System.Globalization;
using System.Runtime.Versioning;
using Bits.EmbeddedPostgres.Unix;

namespace Bits.EmbeddedPostgres.Cluster;

/// <summary>A server that runs, as its file <c>postmaster.pid</c> describes it.</summary>
/// <param name="ProcessId">The number of its first process.</param>
/// <param name="Port">Of the loopback interface, and part of the name of its socket.</param>
/// <param name="SocketFolder">The folder of its socket; empty if it has none.</param>
/// <param name="IsReady">Whether it takes connections: it neither starts nor stops.</param>
[UnsupportedOSPlatform("windows")]
sealed record Postmaster(int ProcessId, int Port, string SocketFolder, bool IsReady)
{
    // No system gives a process this number.
    const string Nobody = "2147483647";

    /// <summary>The server of a data folder; null if none runs.</summary>
    public static Postmaster? Find(string data)
    {
        if (Read(data) is not [var process, var folder, _, var port, var socket, _, _, var state, ..])
            return null;

        return int.TryParse(process, CultureInfo.InvariantCulture, out var id) && IsServer(id, folder)
            ? new(id, int.Parse(port, CultureInfo.InvariantCulture), socket, state.StartsWith("ready", StringComparison.Ordinal))
            : null;
    }

    /// <summary>
    /// PostgreSQL refuses to start while the number in a left-behind postmaster.pid belongs to any living process of its
    /// user. If that is a stranger, the number gives way to one that cannot exist. The rest of the file stays: by it
    /// PostgreSQL still sees whether orphans of the dead server use its shared memory.
    /// </summary>
    /// <returns>Whether a stranger had the number.</returns>
    public static bool DisownStranger(string data, ServerUser user)
    {
        if (Read(data) is not [var process, var folder, .. var rest]
            || !int.TryParse(process, CultureInfo.InvariantCulture, out var id)
            || RunningProcesses.CommandLine(id) is null || IsServer(id, folder))
            return false;

        // A new file, for the folder is open to the server's user, who might have put a link there.
        var file = FileIn(data);
        File.Delete(file);
        using (var created = new StreamWriter(new FileStream(file, FileMode.CreateNew)))
            created.Write(string.Join('\n', [Nobody, folder, .. rest, ""]));

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

    // By the folder as the server itself has noted it, which may be another name of the one we know.
    static bool IsServer(int id, string data) => RunningProcesses.CommandLine(id) is [var program, .. var arguments]
        && Path.GetFileName(program) == "postgres"
        && (arguments.Contains(data) || !OperatingSystem.IsLinux());
}
