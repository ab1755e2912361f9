using System.Net;
using System.Net.Sockets;
using System.Runtime.Versioning;
using Bits.EmbeddedPostgres.Binaries;

namespace Bits.EmbeddedPostgres.Cluster;

/// <summary>Builds the command line of the server.</summary>
[UnsupportedOSPlatform("windows")]
static class ServerCommand
{
    static readonly string[] NotDurable =
        ["fsync=off", "synchronous_commit=off", "full_page_writes=off", "autovacuum=off"];

    /// <summary>Puts our settings first, then the user's: the server takes the later of two.</summary>
    public static IEnumerable<string> For(
        PostgresBinaries binaries, ServerUser user, ClusterFolder folder, IReadOnlyDictionary<string, string> settings)
    {
        string[] ours =
        [
            // Programs use the socket if there is one; the port is for people and their tools.
            $"unix_socket_directories={folder.Sockets}",
            "listen_addresses=127.0.0.1",
            $"port={FreePort()}",
            // JIT compilation takes longer than the queries, on data of development size.
            "jit=off",
            // Keeps shared memory in the data folder: in /dev/shm it would outlive a killed and deleted cluster.
            "dynamic_shared_memory_type=mmap",
        ];

        return
        [
            .. user.Prefix, binaries.Postgres, "-D", folder.Data,
            .. ours.Concat(folder.Ephemeral ? NotDurable : []).Select(setting => $"--{setting}"),
            .. settings.Select(setting => $"--{setting.Key}={setting.Value}"),
        ];
    }

    // Free now; the start is repeated with another port when a program takes it first.
    static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
