using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;

namespace Bits.Testing;

/// <summary>Stands where an S3-compatible store would: a real HTTP server that keeps objects in memory and checks the
/// signature of each request (AWS Signature Version 4), with the hash of all bytes.</summary>
public sealed class FakeS3 : IAsyncDisposable
{
    /// <summary>The access key that is known.</summary>
    public const string AccessKey = "AKIDEXAMPLE";

    /// <summary>Its secret.</summary>
    public const string SecretKey = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";

    /// <summary>The bucket.</summary>
    public const string Bucket = "bits-files";

    const string Region = "eu-test-1";

    readonly HttpListener _listener = new();
    readonly Task _serving;

    /// <summary>Starts it.</summary>
    public FakeS3()
    {
        Address = $"http://127.0.0.1:{TestPort.Free()}/";
        _listener.Prefixes.Add(Address);
        _listener.Start();
        _serving = ServeAsync();
    }

    /// <summary>The address for the configuration.</summary>
    public string Address { get; }

    /// <summary>The objects by key.</summary>
    public ConcurrentDictionary<string, byte[]> Objects { get; } = [];

    /// <summary>The requests that were refused, and why.</summary>
    public ConcurrentQueue<string> Refused { get; } = [];

    /// <summary>Whether it answers every request with 503.</summary>
    public bool IsDown { get; set; }

    /// <summary>The settings of a platform that keeps its files there.</summary>
    /// <param name="other">Settings that overrule them.</param>
    public (string Key, string Value)[] Settings(params (string Key, string Value)[] other) =>
    [
        .. other,
        .. new (string Key, string Value)[]
        {
            ("Files:Store", "S3"), ("Files:S3:Endpoint", Address), ("Files:S3:Bucket", Bucket), ("Files:S3:Region", Region),
            ("Files:S3:AccessKey", AccessKey), ("Files:S3:SecretKey", SecretKey),
        }.ExceptBy(other.Select(setting => setting.Key), setting => setting.Key),
    ];

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        _listener.Stop();
        await _serving;
        _listener.Close();
    }

    async Task ServeAsync()
    {
        while (true)
        {
            HttpListenerContext context;
            try
            {
                context = await _listener.GetContextAsync();
            }
            catch (Exception e) when (e is HttpListenerException or ObjectDisposedException)
            {
                return;
            }

            await AnswerAsync(context.Request, context.Response);
        }
    }

    async Task AnswerAsync(HttpListenerRequest request, HttpListenerResponse response)
    {
        using var body = new MemoryStream();
        await request.InputStream.CopyToAsync(body);
        var (status, answer) = IsDown ? (503, "<Error><Code>ServiceUnavailable</Code></Error>"u8.ToArray())
            : Problem(request, body.ToArray()) is { } problem ? Refuse(request, problem)
            : Do(request, body.ToArray());
        response.StatusCode = status;
        response.ContentLength64 = answer.Length;
        await response.OutputStream.WriteAsync(answer);
        response.Close();
    }

    (int, byte[]) Refuse(HttpListenerRequest request, string problem)
    {
        Refused.Enqueue($"{request.HttpMethod} {request.RawUrl}: {problem}");
        return (403, Encoding.UTF8.GetBytes($"<Error><Code>SignatureDoesNotMatch</Code><Message>{problem}</Message></Error>"));
    }

    (int, byte[]) Do(HttpListenerRequest request, byte[] body)
    {
        var key = request.Url!.AbsolutePath[$"/{Bucket}/".Length..];
        switch (request.HttpMethod)
        {
            case "PUT":
                Objects[key] = body;
                return (200, []);
            case "GET":
                return Objects.TryGetValue(key, out var found) ? (200, found) : (404, "<Error><Code>NoSuchKey</Code></Error>"u8.ToArray());
            case "DELETE":
                Objects.TryRemove(key, out _);
                return (204, []);
            default:
                return (405, []);
        }
    }

    static string? Problem(HttpListenerRequest request, byte[] body)
    {
        var parts = (request.Headers["Authorization"] ?? "").Split([' ', ','], StringSplitOptions.RemoveEmptyEntries);
        if (parts is not ["AWS4-HMAC-SHA256", var credential, var signed, var signature])
            return "no signature";

        var (time, hash) = (request.Headers["X-Amz-Date"]!, request.Headers["X-Amz-Content-SHA256"]);
        if (hash != Convert.ToHexStringLower(SHA256.HashData(body)))
            return $"the hash {hash} is not that of the body";
        if (!DateTime.TryParseExact(time, "yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal, out _))
            return "no time";

        var scope = $"{time[..8]}/{Region}/s3/aws4_request";
        if (credential != $"Credential={AccessKey}/{scope}")
            return $"{credential} is not for {scope}";

        var names = signed["SignedHeaders=".Length..].Split(';');
        if (new[] { "host", "x-amz-content-sha256", "x-amz-date" }.Except(names).Any())
            return "a header is not signed";

        var headers = string.Concat(names.Select(name => $"{name}:{request.Headers[name]!.Trim()}\n"));
        var canonical = $"{request.HttpMethod}\n{request.Url!.AbsolutePath}\n{Query(request)}\n{headers}\n{string.Join(';', names)}\n{hash}";
        var toSign = $"AWS4-HMAC-SHA256\n{time}\n{scope}\n{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(canonical)))}";
        var key = scope.Split('/').Aggregate(Encoding.UTF8.GetBytes("AWS4" + SecretKey), Sign);
        return signature == $"Signature={Convert.ToHexStringLower(Sign(key, toSign))}" ? null : "the signature is another";
    }

    static string Query(HttpListenerRequest request) => string.Join(
        '&', request.Url!.Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries)
            .Select(pair => pair.Contains('=', StringComparison.Ordinal) ? pair : pair + "=").Order(StringComparer.Ordinal));

    static byte[] Sign(byte[] key, string text) => HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(text));
}
