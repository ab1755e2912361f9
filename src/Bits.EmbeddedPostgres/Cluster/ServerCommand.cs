using System.Net;
using System.Net.Sockets;
using System.Runtime.Versioning;
using Bits.EmbeddedPostgres.Binaries;

namespace Bits.EmbeddedPostgres.Cluster;

/// <summary>The command line of the server.</summary>
[UnsupportedOSPlatform("windows")]
static class ServerCommand
{
    static readonly string[] NotDurable =
        ["fsync=off", "synchronous_commit=off", "full_page_writes=off", "autovacuum=off"];

    /// <summary>Our settings first, then the user's: of two, the server takes the later.</summary>
    public static IEnumerable<string> For(
        PostgresBinaries binaries, ServerUser user, ClusterFolder folder, IReadOnlyDictionary<string, string> settings)
    {
        string[] ours =
        [
            // Programs use the socket where there is one; the port is for people and their tools.
            $"unix_socket_directories={folder.Sockets}",
            "listen_addresses=127.0.0.1",
            $"port={FreePort()}",
            // Compiling a query takes longer than running it, on data of the size that development has.
            "jit=off",
            // In the folder of the data, not in /dev/shm: there it would outlive a cluster killed and deleted.
            "dynamic_shared_memory_type=mmap",
        ];

        return
        [
            .. user.Prefix, binaries.Postgres, "-D", folder.Data,
            .. ours.Concat(folder.Ephemeral ? NotDurable : []).Select(setting => $"--{setting}"),
            .. settings.Select(setting => $"--{setting.Key}={setting.Value}"),
        ];
    }

    // Free now; should somebody take it before the server does, the start is repeated with another one.
    static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
