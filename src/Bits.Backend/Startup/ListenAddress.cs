using System.Net;
using System.Net.Sockets;
using Bits.Platform;
using Microsoft.AspNetCore.Connections;

namespace Bits.Backend.Startup;

/// <summary>Where the backend listens.</summary>
static class ListenAddress
{
    /// <summary>The setting that says where.</summary>
    public const string Key = "urls";


    const int UsualPort = 5080;
    const int HighestPort = 65_535;

    /// <summary>Listens where the configuration says, and where it says nothing on loopback at the usual port, or where
    /// that is taken, at a free one: a second backend beside the first disturbs nobody.</summary>
    /// <exception cref="SettingsException">What the configuration says is no address.</exception>
    public static void UseFreeAddress(this WebApplicationBuilder builder, Action<string> report)
    {
        if (builder.Configuration[Key] is { Length: > 0 } urls)
        {
            builder.WebHost.UseUrls(Check(urls));
            return;
        }

        var isFree = IsFree(UsualPort);
        if (!isFree)
            report($"port {UsualPort} is taken, by another backend perhaps; listening on a free one");
        builder.WebHost.UseUrls($"http://127.0.0.1:{(isFree ? UsualPort : 0)}");
    }

    /// <summary>Starts the application, and with it to listen.</summary>
    /// <exception cref="SettingsException">It cannot listen there; the message says why and what to do.</exception>
    public static async Task ListenAsync(this WebApplication app)
    {
        try
        {
            await app.StartAsync();
        }
        catch (Exception e) when (e is SocketException or IOException { InnerException: AddressInUseException })
        {
            throw await CannotListenAsync(app, e.InnerException?.Message ?? e.Message, e);
        }
        catch (InvalidOperationException e) when (app.Configuration[Key]?.Contains("https:", StringComparison.OrdinalIgnoreCase) == true)
        {
            throw await CannotListenAsync(app, e.Message, e); // no certificate
        }
    }

    static async Task<SettingsException> CannotListenAsync(WebApplication app, string why, Exception e)
    {
        await app.StopAsync(); // what was at work already, before its database goes
        return new(
            $"Cannot listen on {app.Configuration[Key]}: {why.TrimEnd('.')}. Choose another address by "
            + $"--{Key}=http://127.0.0.1:PORT, or leave it out.", e);
    }

    // Several are separated by semicolons; blanks around them mean nothing.
    static string[] Check(string urls)
    {
        var all = urls.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        var wrong = all is [] ? urls : all.FirstOrDefault(url => !IsAddress(url));
        return wrong is null
            ? all
            : throw new SettingsException($"{Key} is {wrong}; write an address such as http://127.0.0.1:{UsualPort}.");
    }

    static bool IsAddress(string url)
    {
        try
        {
            return BindingAddress.Parse(url) is { Scheme: "http" or "https", Port: <= HighestPort, PathBase: "" };
        }
        catch (FormatException)
        {
            return false;
        }
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
