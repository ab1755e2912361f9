using System.Net;
using System.Text;

using System.Text.Json.Nodes;
using Bits.Platform.Rpc;
using Microsoft.Extensions.DependencyInjection;

namespace Bits.Backend.Tests.Security;

/// <summary>Malformed requests over every address: by the shape of each call, and raw.</summary>
[Slow]
public sealed class FuzzTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    const int Clients = 8;
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task No_malformed_request_brings_the_server_down_or_has_it_tell_tales()
    {
        var (requests, seed) = (Cases.Of(20_000), 20_261_124);
        await using var platform = TestPlatform.BuildOver(database.DataSource);
        await using var backend = await BackendProcess.StartAsync(
            new Dictionary<string, string?> { ["ConnectionStrings__Bits"] = database.ConnectionString },
            ["--RateLimits:Enabled=false", "--Jobs:Enabled=false", "--Logging:LogLevel:Default=Critical"], Ct);
        var asha = Guid.CreateVersion7();
        await database.DataSource.SqlAsync(
            "insert into accounts_user (id, username, email, name) values ($1, 'asha', 'asha@example.org', 'Asha')", asha);
        var methods = platform.GetRequiredService<RpcRegistry>().Methods.ToList();
        var token = backend.Token(asha, TimeSpan.FromHours(3));

        var warm = requests / 5;
        var statuses = await SendAsync(0, warm);
        var before = Memory(backend);
        foreach (var (status, count) in await SendAsync(warm, requests))
            statuses[status] = statuses.GetValueOrDefault(status) + count;
        var after = Memory(backend);

        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{requests} requests, seed {seed}: {string.Join(", ", statuses.OrderBy(s => s.Key).Select(s => $"{(int)s.Key} {s.Value}"))}; "
            + $"memory {before >> 20} MiB -> {after >> 20} MiB");
        Assert.True(statuses.Count >= 4, "the requests are too much alike");
        Assert.DoesNotContain(statuses, s => (int)s.Key >= 500);
        Assert.True(after < before * 3 / 2 + (96L << 20), $"memory grew from {before >> 20} to {after >> 20} MiB");
        using var alive = await backend.Http.GetAsync("/health/ready", Ct);
        Assert.Equal(HttpStatusCode.OK, alive.StatusCode);

        async Task<Dictionary<HttpStatusCode, int>> SendAsync(int from, int to)
        {
            var counts = new Dictionary<HttpStatusCode, int>();
            await Parallel.ForEachAsync(
                Enumerable.Range(from, to - from), new ParallelOptions { MaxDegreeOfParallelism = Clients, CancellationToken = Ct },
                async (i, ct) =>
                {
                    using var request = new MalformedRequest(new Random(seed + i), methods, token).Create();
                    var (status, text) = await AnswerAsync(backend.Http, request, ct);
                    Assert.True(
                        (int)status < 500 && !text.Contains("   at ", StringComparison.Ordinal) && !text.Contains("Exception", StringComparison.Ordinal),
                        $"request {i} of seed {seed}: {request.Method} {request.RequestUri}: {status}: {text}");
                    lock (counts)
                        counts[status] = counts.GetValueOrDefault(status) + 1;
                });
            return counts;
        }
    }

    static async Task<(HttpStatusCode, string)> AnswerAsync(HttpClient http, HttpRequestMessage request, CancellationToken ct)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(ct);
        patience.CancelAfter(Patience);
        using var answer = await http.SendAsync(request, patience.Token);
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync(patience.Token));
    }

    static long Memory(BackendProcess backend)
    {
        using var process = System.Diagnostics.Process.GetProcessById(backend.Process.Id);
        return process.WorkingSet64;
    }
}

/// <summary>Makes one request that is wrong somewhere.</summary>
sealed class MalformedRequest(Random random, IReadOnlyList<RpcMethod> methods, string token)
{
    static readonly string[] OddTexts =
    [
        "", " ", "\0", "a\0b", "\ud800", "\u202e", "\ufeff", "' or 1=1 --", "<script>alert(1)</script>", "%00%ff", "../../etc/passwd",
        "${jndi:ldap://x}", "{{7*7}}", "\r\nSet-Cookie: a=b", "ﷺ", "🙂🙂", "1e309", "-0", "NaN", "null", "9223372036854775808", "0/1",
    ];

    public HttpRequestMessage Create()
    {
        var method = methods[random.Next(methods.Count)];
        var request = random.Next(10) switch
        {
            0 => new(new HttpMethod(Pick("GET", "POST", "PUT", "DELETE", "PATCH", "HEAD", "TRACE", "BREW")), $"/{Path()}"),
            1 => new(HttpMethod.Post, $"/rpc/{method.Rules.Name}") { Content = Raw() },
            _ when method.Rules.Reads => new(HttpMethod.Get, $"/rpc/{method.Rules.Name}?{Query(method)}"),
            _ => new HttpRequestMessage(HttpMethod.Post, $"/rpc/{method.Rules.Name}") { Content = Json(method) },
        };
        Headers(request);
        return request;
    }

    void Headers(HttpRequestMessage request)
    {
        if (random.Next(20) > 0)
            request.Headers.TryAddWithoutValidation("Authorization", random.Next(30) == 0 ? $"Bearer {Ascii(Odd())}" : $"Bearer {token}");
        foreach (var name in (string[])["Idempotency-Key", "Dry-Run", "Read-After", "Request-Timeout", "X-Request-Id", "Cookie", "Accept", "If-Match", "traceparent"])
            if (random.Next(12) == 0)
                request.Headers.TryAddWithoutValidation(name, random.Next(2) == 0 ? Ascii(Odd()) : name == "Cookie" ? "bits-session=a.b" : "true");
    }

    StringContent Json(RpcMethod method)
    {
        var body = JsonNode.Parse(method.Rules.Example)!.AsObject();
        for (var i = random.Next(1, 4); i > 0; i--)
            Spoil(body);
        return new(body.ToJsonString(), Encoding.UTF8, random.Next(30) == 0 ? "text/plain" : "application/json");
    }

    void Spoil(JsonObject body)
    {
        var names = body.Select(member => member.Key).ToList();
        var name = names.Count > 0 && random.Next(6) > 0 ? names[random.Next(names.Count)] : Odd();
        if (random.Next(6) == 0)
            body.Remove(name);
        else
            body[name] = Value(depth: 0);
    }

    JsonNode? Value(int depth) => random.Next(depth > 6 ? 6 : 9) switch
    {
        0 => null,
        1 => random.Next(2) == 0,
        2 => random.NextInt64(long.MinValue, long.MaxValue),
        3 => random.NextDouble() * 1e300,
        4 => Odd(),
        5 => Guid.CreateVersion7().ToString(),
        6 => new JsonArray([.. Enumerable.Range(0, random.Next(4)).Select(_ => Value(depth + 1))]),
        7 => new JsonObject { [Odd()] = Value(depth + 1) },
        _ => new string((char)random.Next(32, 0x3000), random.Next(1, 20_000)),
    };

    ByteArrayContent Raw()
    {
        var bytes = new byte[random.Next(0, 4_000)];
        random.NextBytes(bytes);
        if (random.Next(2) == 0)
            bytes = Encoding.UTF8.GetBytes(Pick("{", "[", "{\"a\":", "[[[[[[", "{\"a\":1,\"a\":2}", "\"", "nul", "{}{}", "\ufeff{}", "{\"\\ud800\":1}", "1e999999"));
        return new(bytes) { Headers = { ContentType = new("application/json") } };
    }

    string Query(RpcMethod method)
    {
        var fields = JsonNode.Parse(method.Rules.Example)!.AsObject().Select(member => member.Key).Append(Odd()).ToList();
        return string.Join('&', Enumerable.Range(0, random.Next(5)).Select(
            _ => $"{Uri.EscapeDataString(fields[random.Next(fields.Count)])}={Uri.EscapeDataString(Odd())}"));
    }

    string Path() => random.Next(2) == 0
        ? $"rpc/{Uri.EscapeDataString(Odd())}"
        : Pick("rpc", "rpc/", "rpc/groups.v1", "openapi/v2.json", "scalar/%2e%2e/x", "login/once", "login/once?token=%00", "logout", "health", "metrics/x", "%c0%ae", "a%00b");

    string Odd() => random.Next(4) == 0
        ? new([.. Enumerable.Range(0, random.Next(1, 12)).Select(_ => (char)random.Next(1, 0xD7FF))])
        : OddTexts[random.Next(OddTexts.Length)];

    // A client's library sends no more than this in a header; raw ones have a test of their own.
    static string Ascii(string text) => new([.. text.Select(c => c is < ' ' or > '~' ? '?' : c)]);

    string Pick(params string[] options) => options[random.Next(options.Length)];
}
