using System.Net;
using System.Net.Sockets;
using Bits.Platform;
using Microsoft.AspNetCore.Connections;

namespace Bits.Backend.Startup;

/// <summary>Chooses the address that the backend listens on.</summary>
static class ListenAddress
{
    /// <summary>The setting with the address.</summary>
    public const string Key = "urls";


    const int UsualPort = 5080;
    const int HighestPort = 65_535;

    /// <summary>Listens on the configured address; without one on loopback at the usual port, or at a free port when
    /// that is taken, so that a second backend starts beside the first.</summary>
    /// <exception cref="SettingsException">The configured address is invalid.</exception>
    public static void UseFreeAddress(this WebApplicationBuilder builder, Action<string> report)
    {
        if (builder.Configuration[Key] is { Length: > 0 } urls)
        {
            builder.WebHost.UseUrls(Check(urls));
            return;
        }

        var isFree = IsFree(UsualPort);
        if (!isFree)
            report($"port {UsualPort} is taken, perhaps by another backend; listening on a free port");
        builder.WebHost.UseUrls($"http://127.0.0.1:{(isFree ? UsualPort : 0)}");
    }

    /// <summary>Starts the application and its listener.</summary>
    /// <exception cref="SettingsException">It cannot listen; the message gives the cause and the remedy.</exception>
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
            throw await CannotListenAsync(app, e.Message, e); // the certificate is missing
        }
    }

    static async Task<SettingsException> CannotListenAsync(WebApplication app, string why, Exception e)
    {
        await app.StopAsync(); // stops services that run already, before their database closes
        return new(
            $"Cannot listen on {app.Configuration[Key]}: {why.TrimEnd('.')}. Choose another address with "
            + $"--{Key}=http://127.0.0.1:PORT, or leave it out.", e);
    }

    // Semicolons separate several addresses; ignores blanks around them.
    static string[] Check(string urls)
    {
        var all = urls.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        var wrong = all is [] ? urls : all.FirstOrDefault(url => !IsAddress(url));
        return wrong is null
            ? all
            : throw new SettingsException($"{Key} is {wrong}; use an address such as http://127.0.0.1:{UsualPort}.");
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
