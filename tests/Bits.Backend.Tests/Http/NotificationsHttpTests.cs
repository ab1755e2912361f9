using System.Net;
using System.Security.Cryptography;
using System.Text;
using Bits.Platform.Accounts;
using Bits.Platform.Features.Notifications;

namespace Bits.Backend.Tests.Http;

/// <summary>What mail programs, people signed out, and message providers reach.</summary>
[Slow]
public sealed class NotificationsHttpTests : IAsyncLifetime
{
    const string AppSecret = "app secret";
    static readonly byte[] MailKey = RandomNumberGenerator.GetBytes(24);

    readonly TestDatabase _database = new();
    BackendProcess _backend = null!;
    HttpClient _http = null!;
    Guid _asha;

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await _database.InitializeAsync();
        _backend = await BackendProcess.StartAsync(
            new Dictionary<string, string?>
            {
                ["ConnectionStrings__Bits"] = _database.ConnectionString,
                ["Mail__WebhookSecret"] = $"whsec_{Convert.ToBase64String(MailKey)}",
                ["Notifications__WhatsApp__AppSecret"] = AppSecret,
                ["Notifications__WhatsApp__VerifyToken"] = "verify me",
            }, [], Ct);
        _http = new(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = _backend.Http.BaseAddress };
        await using var db = await _database.DataSource.OpenConnectionAsync(Ct);
        _asha = (await new AccountDirectory().UpsertAsync(db, [new("asha@example.org", "Asha", 2018)], Ct))[0].Id;
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _backend.DisposeAsync();
        await _database.DisposeAsync();
    }

    [Fact]
    public async Task Unsubscribing_works_signed_out_by_one_post_and_opening_the_link_changes_nothing()
    {
        await using var db = await _database.DataSource.OpenConnectionAsync(Ct);
        var token = await new UnsubscribeTokens().CreateAsync(db, _asha, "posts.comment", Ct);

        using var opened = await _http.GetAsync($"/unsubscribe?token={token}", Ct);
        var before = await ModeAsync();
        using var pressed = await PostAsync($"/unsubscribe?token={token}", "application/x-www-form-urlencoded", "List-Unsubscribe=One-Click"u8.ToArray());
        var after = await ModeAsync();
        using var forged = await PostAsync("/unsubscribe?token=AAAA", "application/x-www-form-urlencoded", "List-Unsubscribe=One-Click"u8.ToArray());

        Assert.Contains("Comments on your posts", await opened.Content.ReadAsStringAsync(Ct), StringComparison.Ordinal);
        Assert.Equal((0L, 1L), (before, after));
        Assert.Equal(HttpStatusCode.OK, pressed.StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, forged.StatusCode);
        Assert.False(pressed.Headers.Contains("Set-Cookie"));
    }

    [Fact]
    public async Task A_member_who_reads_hindi_unsubscribes_in_hindi()
    {
        await _database.DataSource.SqlAsync(
            "insert into notifications_settings (user_id, language, time_zone, digest, digest_hour, digest_day) "
            + "values ($1, 'hindi', 'Asia/Kolkata', 'daily', 8, 1)", _asha);
        await using var db = await _database.DataSource.OpenConnectionAsync(Ct);
        var token = await new UnsubscribeTokens().CreateAsync(db, _asha, UnsubscribeTokens.Digest, Ct);

        var asked = await _http.GetStringAsync($"/unsubscribe?token={token}", Ct);
        using var pressed = await PostAsync($"/unsubscribe?token={token}", "application/x-www-form-urlencoded", "List-Unsubscribe=One-Click"u8.ToArray());
        var done = await pressed.Content.ReadAsStringAsync(Ct);

        Assert.All(new[] { asked, done }, page => Assert.Contains("<html lang=\"hi\">", page, StringComparison.Ordinal));
        Assert.Contains("सारांश", WebUtility.HtmlDecode(asked), StringComparison.Ordinal);
        Assert.Contains("आपकी सदस्यता समाप्त हो गई", WebUtility.HtmlDecode(done), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_mail_providers_report_counts_if_it_is_signed_and_new()
    {
        await AcceptedAsync("email", "m1");
        var body = """{"type":"email.delivered","data":{"message_id":"<m1@example.org>"}}"""u8.ToArray();
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();

        Assert.Equal(HttpStatusCode.Forbidden, await MailAsync(body, now, [1, 2, 3]));
        Assert.Equal(HttpStatusCode.Forbidden, await MailAsync(body, now - 600, MailKey));
        Assert.Equal("accepted", await StateAsync("m1"));
        Assert.Equal(HttpStatusCode.NoContent, await MailAsync(body, now, MailKey));
        Assert.Equal(HttpStatusCode.NoContent, await MailAsync(body, now, MailKey));
        Assert.Equal("delivered", await StateAsync("m1"));
        Assert.Equal(HttpStatusCode.BadRequest, await MailAsync("not json"u8.ToArray(), now, MailKey));
    }

    [Fact]
    public async Task A_whatsapp_report_counts_if_it_is_signed_and_the_webhook_proves_itself()
    {
        await AcceptedAsync("whatsapp", "wamid.1");
        var body = """
            {"object":"whatsapp_business_account","entry":[{"id":"1","changes":[{"field":"messages","value":{"statuses":[
            {"id":"wamid.1","status":"read","timestamp":"1764500000","recipient_id":"919876543210"},
            {"id":"wamid.1","status":"sent","timestamp":"1764500000","recipient_id":"919876543210"}]}}]}]}
            """;

        Assert.Equal(HttpStatusCode.Forbidden, await WhatsAppAsync(body, "another secret"));
        Assert.Equal("accepted", await StateAsync("wamid.1"));
        Assert.Equal(HttpStatusCode.NoContent, await WhatsAppAsync(body, AppSecret));
        Assert.Equal("read", await StateAsync("wamid.1"));

        using var proof = await _http.GetAsync("/webhooks/whatsapp?hub.mode=subscribe&hub.verify_token=verify%20me&hub.challenge=1158201444", Ct);
        using var wrong = await _http.GetAsync("/webhooks/whatsapp?hub.mode=subscribe&hub.verify_token=guess&hub.challenge=1158201444", Ct);
        Assert.Equal("1158201444", await proof.Content.ReadAsStringAsync(Ct));
        Assert.Equal(HttpStatusCode.Forbidden, wrong.StatusCode);
    }

    async Task<HttpStatusCode> MailAsync(byte[] body, long timestamp, byte[] key)
    {
        byte[] signed = [.. Encoding.UTF8.GetBytes($"msg_1.{timestamp}."), .. body];
        var mac = Convert.ToBase64String(HMACSHA256.HashData(key, signed));
        using var answer = await PostAsync(
            "/webhooks/mail", "application/json", body, ("webhook-id", "msg_1"), ("webhook-timestamp", $"{timestamp}"), ("webhook-signature", $"v1,{mac}"));
        return answer.StatusCode;
    }

    async Task<HttpStatusCode> WhatsAppAsync(string body, string secret)
    {
        var bytes = Encoding.UTF8.GetBytes(body);
        var mac = Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), bytes));
        using var answer = await PostAsync("/webhooks/whatsapp", "application/json", bytes, ("X-Hub-Signature-256", $"sha256={mac}"));
        return answer.StatusCode;
    }

    Task<HttpResponseMessage> PostAsync(string path, string type, byte[] body, params (string Name, string Value)[] headers)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new ByteArrayContent(body) { Headers = { { "Content-Type", type } } } };
        foreach (var (name, value) in headers)
            request.Headers.TryAddWithoutValidation(name, value);
        return _http.SendAsync(request, Ct);
    }

    Task<long> ModeAsync() => _database.DataSource.ValueAsync<long>(
        "select count(*) from notifications_preference where user_id = $1 and kind = 'posts.comment' and channel = 'email' and mode = 'off'", _asha);

    Task AcceptedAsync(string channel, string message) => _database.DataSource.SqlAsync(
        """
        with n as (insert into notifications_notification (id, kind, subject_id) values (gen_random_uuid(), 'posts.comment', $3) returning id)
        insert into notifications_delivery (notification_id, channel, recipient_id, state, provider_id) select id, $2, $1, 'accepted', $3 from n
        """,
        _asha, channel, message);

    Task<string> StateAsync(string message) => _database.DataSource.ValueAsync<string>(
        "select state from notifications_delivery where provider_id = $1", message);
}
