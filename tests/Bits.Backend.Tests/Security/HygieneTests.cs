using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace Bits.Backend.Tests.Security;

/// <summary>What every answer carries, and what never leaves.</summary>
[Slow]
public sealed partial class HygieneTests(TestBackend test) : IClassFixture<TestBackend>
{
    static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("/rpc/accounts.v1/GetMe", HttpStatusCode.Unauthorized)]
    [InlineData("/nowhere", HttpStatusCode.NotFound)]
    [InlineData("/health/ready", HttpStatusCode.OK)]
    [InlineData("/openapi/v1.json", HttpStatusCode.OK)]
    [InlineData("/metrics", HttpStatusCode.OK)]
    public async Task Every_answer_tells_browsers_what_they_must_not_do(string address, HttpStatusCode status)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        request.Headers.Add("Origin", "https://evil.example");
        request.Headers.Add("X-Request-Id", "abc-1");
        using var answer = await test.Backend.Http.SendAsync(request, Ct);

        Assert.Equal(status, answer.StatusCode);
        Assert.Equal("nosniff", Header(answer, "X-Content-Type-Options"));
        Assert.Equal("DENY", Header(answer, "X-Frame-Options"));
        Assert.Equal("no-referrer", Header(answer, "Referrer-Policy"));
        Assert.StartsWith("default-src 'none'", Header(answer, "Content-Security-Policy"), StringComparison.Ordinal);
        Assert.Equal("no-store", Header(answer, "Cache-Control"));
        Assert.Equal("abc-1", Header(answer, "X-Request-Id"));
        Assert.False(answer.Headers.Contains("Access-Control-Allow-Origin"));
        Assert.False(answer.Headers.Contains("Server"));
    }

    [Fact]
    public async Task The_explorer_may_run_the_scripts_that_are_in_it_and_no_others()
    {
        using var answer = await test.Backend.Http.GetAsync("/scalar", Ct);
        var page = await answer.Content.ReadAsStringAsync(Ct);
        var policy = Header(answer, "Content-Security-Policy");

        var inline = InlineScript.Matches(page).Select(match => match.Groups[1].Value).ToList();
        Assert.NotEmpty(inline);
        foreach (var script in inline)
            Assert.Contains(Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(script))), policy, StringComparison.Ordinal);
        var scripts = policy.Split(';').Single(part => part.TrimStart().StartsWith("script-src", StringComparison.Ordinal));
        Assert.DoesNotContain("unsafe", scripts, StringComparison.Ordinal);
        Assert.DoesNotContain("http", policy, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_preflight_of_another_site_is_not_answered_with_leave()
    {
        using var request = new HttpRequestMessage(HttpMethod.Options, "/rpc/groups.v1/CreateGroup");
        request.Headers.Add("Origin", "https://evil.example");
        request.Headers.Add("Access-Control-Request-Method", "POST");
        using var answer = await test.Backend.Http.SendAsync(request, Ct);

        Assert.DoesNotContain(answer.Headers, header => header.Key.StartsWith("Access-Control", StringComparison.OrdinalIgnoreCase));
    }

    [Theory]
    [InlineData("two words")]
    [InlineData("<script>")]
    [InlineData("0123456789012345678901234567890123456789012345678901234567890123456789")]
    public async Task A_malformed_request_id_is_replaced(string id)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/health/live");
        request.Headers.TryAddWithoutValidation("X-Request-Id", id);
        using var answer = await test.Backend.Http.SendAsync(request, Ct);

        Assert.True(Guid.TryParse(Header(answer, "X-Request-Id"), out _));
    }

    [Fact]
    public async Task Whoever_calls_too_often_is_told_when_to_come_again()
    {
        await using var strict = await test.StartAsync(
            "--RateLimits:Write:Burst=3", "--RateLimits:Write:PerSecond=1", "--RateLimits:Address:Burst=40", "--RateLimits:Address:PerSecond=1");
        var (asha, bikram) = (await test.UserAsync("Asha"), await test.UserAsync("Bikram"));

        var calls = await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => MarkReadAsync(strict, asha)));
        Assert.Contains(calls, call => call.StatusCode == HttpStatusCode.OK);
        var refused = calls.First(call => call.StatusCode == HttpStatusCode.TooManyRequests);
        Assert.InRange(refused.Headers.RetryAfter!.Delta!.Value.TotalSeconds, 1, 5);
        Assert.Contains("rate_limited", await refused.Content.ReadAsStringAsync(Ct), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await MarkReadAsync(strict, bikram)).StatusCode); // another user

        var answers = await Task.WhenAll(Enumerable.Range(0, 80).Select(_ => strict.Http.GetAsync("/nowhere", Ct)));
        Assert.Contains(answers, answer => answer.StatusCode == HttpStatusCode.TooManyRequests);
        Assert.Equal(HttpStatusCode.OK, (await strict.Http.GetAsync("/health/live", Ct)).StatusCode);
    }

    [Fact]
    public async Task A_call_that_takes_longer_than_the_caller_waits_ends_and_leaves_nothing()
    {
        var asha = await test.UserAsync("Asha");
        await using var db = await test.Database.DataSource.OpenConnectionAsync(Ct);
        await using var tx = await db.BeginTransactionAsync(Ct);
        await using (var hold = new Npgsql.NpgsqlCommand("lock table groups_group in access exclusive mode", db))
            await hold.ExecuteNonQueryAsync(Ct);

        using var request = Post("groups.v1/CreateGroup", new { slug = "late", name = "Late", visibility = "public" }, asha);
        request.Headers.Add("Request-Timeout", "0.3");
        using var answer = await test.Backend.Http.SendAsync(request, Ct);
        await tx.RollbackAsync(Ct);

        Assert.Equal(HttpStatusCode.GatewayTimeout, answer.StatusCode);
        Assert.Contains("deadline_exceeded", await answer.Content.ReadAsStringAsync(Ct), StringComparison.Ordinal);
        Assert.Equal(0L, await test.Database.DataSource.ValueAsync<long>("select count(*) from groups_group where slug = 'late'"));
    }

    [Theory]
    [InlineData("Request-Timeout", "soon")]
    [InlineData("Request-Timeout", "-1")]
    [InlineData("Read-After", "yesterday")]
    [InlineData("Dry-Run", "maybe")]
    public async Task A_malformed_header_is_named(string header, string value)
    {
        using var request = Post("groups.v1/CreateGroup", new { slug = "h", name = "H", visibility = "public" }, await test.UserAsync("Asha"));
        request.Headers.Add(header, value);
        using var answer = await test.Backend.Http.SendAsync(request, Ct);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains($"\"{header}\"", await answer.Content.ReadAsStringAsync(Ct), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("GET /health/live HTTP/1.1\r\nHost: x\r\nX-Big: {40000}\r\n\r\n")]
    [InlineData("GET /{20000} HTTP/1.1\r\nHost: x\r\n\r\n")]
    [InlineData("GET /health/live HTTP/1.1\r\n\r\n")]
    [InlineData("POST /rpc/groups.v1/CreateGroup HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET / HTTP/1.1")]
    [InlineData("\0\0\0\0 nonsense\r\n\r\n")]
    public async Task Raw_nonsense_is_refused_by_the_server_itself(string request)
    {
        var bytes = Encoding.ASCII.GetBytes(Repeat.Replace(request, match => new string('a', int.Parse(match.Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture))));
        using var socket = new TcpClient("127.0.0.1", test.Backend.Http.BaseAddress!.Port);
        await socket.GetStream().WriteAsync(bytes, Ct);
        using var reader = new StreamReader(socket.GetStream());

        var line = await reader.ReadLineAsync(Ct);

        Assert.True(line is null || line.StartsWith("HTTP/1.1 4", StringComparison.Ordinal), line);
    }

    [Fact]
    public async Task Secrets_are_in_no_line_of_the_log_however_much_is_logged()
    {
        string[] secrets = ["the-secret-of-the-client", "U0VDUkVUU0VDUkVUU0VDUkVUU0VDUkVUU0VDUkVUU0VDUkVU", "the-token-of-the-provider"];
        await using var chatty = await test.StartAsync(
            "--Logging:LogLevel:Default=Trace", "--Logging:LogLevel:Microsoft=Trace", "--Logging:LogLevel:Npgsql=Trace",
            $"--Audit:Keys:1={secrets[1]}", $"--Notifications:WhatsApp:AccessToken={secrets[2]}",
            "--Notifications:WhatsApp:PhoneNumberId=1");
        var asha = await test.UserAsync("Asha");
        var token = chatty.Token(asha);
        using (await chatty.SendAsync(HttpMethod.Get, "/rpc/accounts.v1/GetMe", null, token, Ct))
        using (await chatty.SendAsync(HttpMethod.Get, "/rpc/accounts.v1/GetMe", null, token + "x", Ct))
        using (await chatty.SendAsync(HttpMethod.Post, "/rpc/notifications.v1/SetWhatsAppNumber", JsonContent.Create(new { phone = "+919876543219" }), token, Ct))
        {
        }

        var password = new Npgsql.NpgsqlConnectionStringBuilder(test.Database.ConnectionString).Password;
        foreach (var secret in secrets.Append(token).Append(token.Split('.')[2]).Append(password).OfType<string>().Where(s => s.Length > 0))
            Assert.DoesNotContain(secret, chatty.Process.Output, StringComparison.Ordinal);
    }

    async Task<HttpResponseMessage> MarkReadAsync(BackendProcess backend, Guid user)
    {
        using var request = Post("notifications.v1/MarkRead", new { notificationIds = new[] { Guid.CreateVersion7() } }, user);
        request.Headers.Authorization = new("Bearer", backend.Token(user));
        return await backend.Http.SendAsync(request, Ct);
    }

    HttpRequestMessage Post(string method, object body, Guid user) => new(HttpMethod.Post, $"/rpc/{method}")
    {
        Content = JsonContent.Create(body),
        Headers = { Authorization = new("Bearer", test.Backend.Token(user)) },
    };

    static string Header(HttpResponseMessage answer, string name) =>
        string.Join(',', answer.Headers.TryGetValues(name, out var values) || answer.Content.Headers.TryGetValues(name, out values) ? values : []);

    [GeneratedRegex("<script(?![^>]*\\bsrc=)[^>]*>(.*?)</script>", RegexOptions.Singleline)]
    static partial Regex InlineScript { get; }

    [GeneratedRegex(@"\{(\d+)\}")]
    static partial Regex Repeat { get; }
}
