using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Bits.Platform.Accounts;
using Bits.Platform.Auth;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Hosting.Internal;

namespace Bits.Testing;

/// <summary>A real backend process, and somebody who calls it over HTTP.</summary>
public sealed class BackendProcess : IAsyncDisposable
{
    readonly DevelopmentIssuer _issuer;
    readonly bool _ownsKeyFile;

    BackendProcess(ProgramProcess process, Uri address, string keyFile, bool ownsKeyFile)
    {
        (Process, Http, KeyFileName) = (process, new HttpClient { BaseAddress = address }, keyFile);
        (_issuer, _ownsKeyFile) = (Issuer(keyFile), ownsKeyFile);
    }

    /// <summary>The process.</summary>
    public ProgramProcess Process { get; }

    /// <summary>The file with the key of its development issuer.</summary>
    public string KeyFileName { get; }

    /// <summary>A client without a token.</summary>
    public HttpClient Http { get; }

    /// <summary>Starts a backend and waits until it is ready.</summary>
    /// <param name="environment">Where its database is, and what else is to differ from the usual.</param>
    /// <param name="args">More arguments.</param>
    /// <param name="ct">Stops waiting.</param>
    public static async Task<BackendProcess> StartAsync(
        IReadOnlyDictionary<string, string?> environment, IEnumerable<string> args, CancellationToken ct)
    {
        var given = environment.GetValueOrDefault("Auth__DevelopmentKeyFile");
        var keyFile = given ?? KeyFile();
        var process = ProgramProcess.StartBuilt(
            "Bits.Backend", ["--urls=http://127.0.0.1:0", .. args],
            new Dictionary<string, string?>(Development(keyFile)).With(environment));
        try
        {
            await process.LineAsync("ready", ct);
            var app = await process.LineAsync("│  App", ct);
            return new(process, new Uri(app["│  App".Length..].Trim()), keyFile, ownsKeyFile: given is null);
        }
        catch
        {
            await process.DisposeAsync();
            throw;
        }
    }

    /// <summary>The environment of a program that runs for development.</summary>
    public static Dictionary<string, string?> Development(string keyFile) => new()
    {
        ["ASPNETCORE_ENVIRONMENT"] = "Development",
        ["DOTNET_ENVIRONMENT"] = "Development",
        ["Auth__DevelopmentKeyFile"] = keyFile,
    };

    /// <summary>A new file name for the key of the development issuer.</summary>
    public static string KeyFile() => Path.Combine(Path.GetTempPath(), $"bits-test-key-{Guid.CreateVersion7():N}.pem");

    /// <summary>A token for a user.</summary>
    public string Token(Guid userId, TimeSpan? lifetime = null, DateTimeOffset? from = null) => _issuer.Issue(
        new(userId, "", "", "", PrimaryRole.Alumni, null, null), from ?? TimeProvider.System.GetUtcNow(),
        lifetime ?? TimeSpan.FromHours(1));

    /// <summary>Sends a request with a user's token.</summary>
    public async Task<HttpResponseMessage> SendAsync(
        HttpMethod method, string address, HttpContent? content, string? token, CancellationToken ct)
    {
        using var request = new HttpRequestMessage(method, address) { Content = content };
        if (token is not null)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);

        return await Http.SendAsync(request, ct);
    }

    /// <summary>Makes a writing call and returns the answer.</summary>
    public async Task<JsonElement> PostAsync(Guid user, string method, object request, CancellationToken ct)
    {
        using var response = await SendAsync(
            HttpMethod.Post, $"/rpc/{method}", JsonContent.Create(request), Token(user), ct);
        return await ReadAsync(response, ct);
    }

    /// <summary>Makes a reading call and returns the answer.</summary>
    public async Task<JsonElement> GetAsync(Guid user, string methodAndQuery, CancellationToken ct)
    {
        using var response = await SendAsync(HttpMethod.Get, $"/rpc/{methodAndQuery}", null, Token(user), ct);
        return await ReadAsync(response, ct);
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await Process.DisposeAsync();
        if (_ownsKeyFile)
            File.Delete(KeyFileName);
    }

    static async Task<JsonElement> ReadAsync(HttpResponseMessage response, CancellationToken ct) =>
        response.StatusCode == HttpStatusCode.OK
            ? await response.Content.ReadFromJsonAsync<JsonElement>(ct)
            : throw new HttpRequestException(await response.Content.ReadAsStringAsync(ct), null, response.StatusCode);

    static DevelopmentIssuer Issuer(string keyFile) => DevelopmentIssuer.Open(
        new HostingEnvironment { EnvironmentName = Environments.Development },
        new ConfigurationBuilder()
            .AddInMemoryCollection([new(DevelopmentIssuer.KeyFileSetting, keyFile)])
            .Build());
}

/// <summary>Puts environments together.</summary>
static class EnvironmentExtensions
{
    public static Dictionary<string, string?> With(
        this Dictionary<string, string?> environment, IReadOnlyDictionary<string, string?> others)
    {
        foreach (var (name, value) in others)
            environment[name] = value;

        return environment;
    }
}
