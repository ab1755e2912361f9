using System.Net;
using System.Net.Sockets;

namespace Bits.Backend.Startup;

/// <summary>Where the backend listens when nobody says where.</summary>
static class ListenAddress
{
    const int UsualPort = 5080;

    /// <summary>Listens on loopback at the usual port, or where that is taken, at a free one: a second backend beside
    /// the first disturbs nobody. What the configuration says goes first.</summary>
    public static void UseFreeAddress(this WebApplicationBuilder builder)
    {
        if (builder.Configuration[WebHostDefaults.ServerUrlsKey] is null or "")
            builder.WebHost.UseUrls($"http://127.0.0.1:{(IsFree(UsualPort) ? UsualPort : 0)}");
    }

    static bool IsFree(int port)
    {
        using var probe = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            probe.Bind(new IPEndPoint(IPAddress.Loopback, port));
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
