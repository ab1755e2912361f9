using System.Net;
using System.Net.Sockets;

namespace Bits.Testing;

/// <summary>Finds ports for programs that cannot choose one themselves.</summary>
public static class TestPort
{
    /// <summary>Returns a port of loopback that was free a moment ago. Another program may take it first: try again then.</summary>
    public static int Free()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }
}
