using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Bits.Jobs.Testing;
using Bits.Platform.Features.Notifications;
using Bits.Platform.Rpc;
using Microsoft.Extensions.DependencyInjection;

namespace Bits.Platform.Tests.Features.Notifications;

/// <summary>Web push to a local push service, which decrypts as a browser does.</summary>
public sealed class PushTests(TestPlatform platform) : IClassFixture<TestPlatform>, IAsyncLifetime
{
    // 65 bytes, as a key has, with coordinates that no point of the curve has.
    const string NoPoint = "BAEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE";

    readonly PushService _service = new();
    readonly ECDiffieHellman _browser = ECDiffieHellman.Create(ECCurve.NamedCurves.nistP256);
    readonly byte[] _secret = RandomNumberGenerator.GetBytes(16);
    ServiceProvider _services = null!;
    Guid _asha;

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _services = TestPlatform.BuildOver(
            platform.DataSource,
            add => add.AddHttpClient("push").ConfigurePrimaryHttpMessageHandler(() => new ToLocalService(_service.Address)));
        _asha = await platform.UserAsync("Asha");
    }

    public async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        await _service.DisposeAsync();
        _browser.Dispose();
        await platform.DataSource.SqlAsync("truncate jobs_queue_job");
    }

    [Fact]
    public async Task A_browser_decrypts_what_the_platform_signed()
    {
        await SubscribeAsync("/one");
        var id = await NotifyAsync("Bikram mentioned you", "Who rows?");

        var (path, authorization, body) = Assert.Single(_service.Requests);
        var told = JsonSerializer.Deserialize<JsonElement>(Decrypted(body));
        Assert.Equal(("/one", "Bikram mentioned you", "Who rows?", $"/notifications/{id}"), (
            path, told.GetProperty("title").GetString(), told.GetProperty("body").GetString(), told.GetProperty("path").GetString()));
        Assert.Equal("https://fcm.googleapis.com", Claims(authorization).GetProperty("aud").GetString());
        Assert.Equal("accepted", await StateAsync());
    }

    [Fact]
    public async Task A_browser_that_unsubscribed_is_forgotten_and_one_of_two_is_enough()
    {
        await SubscribeAsync("/gone");
        await SubscribeAsync("/here");
        _service.Answers["/gone"] = 410;
        await NotifyAsync("first", "");

        Assert.Equal("accepted", await StateAsync());
        Assert.Equal("https://fcm.googleapis.com/here", await EndpointsAsync());
    }

    [Fact]
    public async Task A_service_that_is_busy_is_asked_again()
    {
        await SubscribeAsync("/busy");
        _service.Answers["/busy"] = 429;
        await NotifyAsync("first", "");
        Assert.Equal("planned", await StateAsync());

        _service.Answers.Clear();
        await new TestJobs(_services).DrainAsync(asOf: TimeProvider.System.GetUtcNow().AddMinutes(2), ct: Ct);
        Assert.Equal("accepted", await StateAsync());
    }

    [Fact]
    public async Task A_browser_whose_key_is_no_point_is_forgotten_and_the_later_ones_are_told()
    {
        await SubscribeAsync("/broken");
        await SubscribeAsync("/here");
        await platform.DataSource.SqlAsync(
            "update notifications_push_subscription set p256dh = $2 where user_id = $1 and endpoint like '%/broken'", _asha, NoPoint);
        await NotifyAsync("first", "");

        Assert.Equal(["/here"], _service.Requests.Select(request => request.Path));
        Assert.Equal("accepted", await StateAsync());
        Assert.Equal("https://fcm.googleapis.com/here", await EndpointsAsync());
    }

    [Theory]
    [InlineData(401)]
    [InlineData(403)]
    public async Task A_service_that_refuses_the_keys_of_the_platform_is_asked_again_and_no_browser_is_forgotten(int status)
    {
        await SubscribeAsync("/refused");
        _service.Answers["/refused"] = status;
        await NotifyAsync("first", "");

        Assert.Equal("planned", await StateAsync());
        Assert.StartsWith($"push_keys_refused: {status}", await platform.DataSource.ValueAsync<string>(
            "select error from notifications_delivery where channel = 'push' and recipient_id = $1", _asha), StringComparison.Ordinal);
        Assert.Equal("https://fcm.googleapis.com/refused", await EndpointsAsync());
    }

    [Fact]
    public async Task A_browser_of_an_earlier_key_is_neither_listed_nor_told_and_comes_back_with_the_key()
    {
        await SubscribeAsync("/one");
        var (publicKey, privateKey) = TestPush.Create();
        await using var later = platform.Build(("Notifications:Push:PublicKey", publicKey), ("Notifications:Push:PrivateKey", privateKey));

        var listed = await TestPlatform.CallAsync(later, _asha, "notifications.v1/ListPushSubscriptions", new { });
        await PlanAsync(later, "first", "");

        Assert.Equal((publicKey, 0), (listed.GetProperty("publicKey").GetString(), listed.GetProperty("subscriptions").GetArrayLength()));
        Assert.False(await platform.DataSource.ValueAsync<bool>(
            "select exists (select from notifications_delivery where channel = 'push' and recipient_id = $1)", _asha));
        await NotifyAsync("first", "");
        Assert.Equal("accepted", await StateAsync());
    }

    [Fact]
    public async Task Ten_browsers_with_long_addresses_are_told_and_no_ledger_keeps_their_keys()
    {
        for (var number = 0; number < 10; number++)
            await SubscribeAsync($"/{number}-{new string('x', 900)}");
        await NotifyAsync("first", "");

        Assert.Equal(10, _service.Requests.Count);
        Assert.Equal("accepted", await StateAsync());
        Assert.True(await platform.DataSource.ValueAsync<bool>(
            "select sent_to is null from notifications_delivery where channel = 'push' and recipient_id = $1", _asha));
    }

    [Fact]
    public async Task Browsers_that_are_added_at_once_are_never_more_than_ten()
    {
        var adding = Enumerable.Range(0, 25).Select(async number =>
        {
            try
            {
                await SubscribeAsync($"/at-once/{number}");
                return null;
            }
            catch (FaultException fault)
            {
                return fault.Reason;
            }
        });

        var faults = await Task.WhenAll(adding);

        Assert.Equal(10, faults.Count(fault => fault is null));
        Assert.All(faults.OfType<string>(), fault => Assert.Equal("too_many_browsers", fault));
    }

    [Theory]
    [InlineData("endpoint", "http://fcm.googleapis.com/x")]
    [InlineData("endpoint", "https://127.0.0.1/x")]
    [InlineData("endpoint", "https://fcm.googleapis.com.evil.example/x")]
    [InlineData("endpoint", "https://user@fcm.googleapis.com/x")]
    [InlineData("endpoint", "https://fcm.googleapis.com:8443/x")]
    [InlineData("p256dh", "AAAA")]
    [InlineData("p256dh", NoPoint)]
    [InlineData("publicKey", NoPoint)]
    [InlineData("auth", "AAAA")]
    public async Task What_no_browser_returns_is_refused_by_name(string field, string value)
    {
        var request = new Dictionary<string, string>
        {
            ["endpoint"] = "https://fcm.googleapis.com/x",
            ["p256dh"] = TestPush.Create().Public,
            ["auth"] = Base64Url.EncodeToString(_secret),
            ["publicKey"] = TestPush.PublicKey,
            ["label"] = "Firefox",
        };
        request[field] = value;

        var fault = await platform.FaultAsync(_asha, "notifications.v1/AddPushSubscription", request);

        Assert.Equal(field, Assert.Single(fault.Fields).Field);
    }

    Task SubscribeAsync(string path)
    {
        var point = _browser.PublicKey.ExportParameters().Q;
        return TestPlatform.CallAsync(_services, _asha, "notifications.v1/AddPushSubscription", new
        {
            endpoint = $"https://fcm.googleapis.com{path}",
            p256dh = Base64Url.EncodeToString([4, .. point.X!, .. point.Y!]),
            auth = Base64Url.EncodeToString(_secret),
            publicKey = TestPush.PublicKey,
            label = "Firefox on Linux",
        });
    }

    async Task<Guid> NotifyAsync(string title, string body)
    {
        await PlanAsync(_services, title, body);
        await new TestJobs(_services).DrainAsync(ct: Ct);
        return await platform.DataSource.ValueAsync<Guid>("select id from notifications_notification where subject_id = $1", $"{_asha}");
    }

    async Task PlanAsync(ServiceProvider on, string title, string body)
    {
        await using var db = await platform.DataSource.OpenConnectionAsync(Ct);
        await using var tx = await db.BeginTransactionAsync(Ct);
        await on.GetRequiredService<Notifier>().NotifyAsync(db, TestNotification.Of($"{_asha}", scope: null, title, body), [_asha], Ct);
        await tx.CommitAsync(Ct);
    }

    Task<string?> EndpointsAsync() => platform.DataSource.ValueAsync<string?>(
        "select string_agg(endpoint, ' ') from notifications_push_subscription where user_id = $1", _asha);

    Task<string> StateAsync() => platform.DataSource.ValueAsync<string>(
        "select state from notifications_delivery where channel = 'push' and recipient_id = $1", _asha);

    // RFC 8291, section 3.4, and RFC 8188 for one record.
    byte[] Decrypted(byte[] body)
    {
        var (salt, server, sealedText) = (body[..16], body[21..86], body[86..]);
        var point = _browser.PublicKey.ExportParameters().Q;
        byte[] own = [4, .. point.X!, .. point.Y!];
        using var theirs = ECDiffieHellman.Create(new ECParameters
        {
            Curve = ECCurve.NamedCurves.nistP256,
            Q = new() { X = server[1..33], Y = server[33..] },
        });
        var shared = _browser.DeriveRawSecretAgreement(theirs.PublicKey);
        var material = HKDF.DeriveKey(HashAlgorithmName.SHA256, shared, 32, _secret, [.. "WebPush: info\0"u8, .. own, .. server]);
        var key = HKDF.DeriveKey(HashAlgorithmName.SHA256, material, 16, salt, [.. "Content-Encoding: aes128gcm\0"u8]);
        var nonce = HKDF.DeriveKey(HashAlgorithmName.SHA256, material, 12, salt, [.. "Content-Encoding: nonce\0"u8]);

        var text = new byte[sealedText.Length - 16];
        using var cipher = new AesGcm(key, 16);
        cipher.Decrypt(nonce, sealedText[..^16], sealedText[^16..], text);
        return text[..Array.LastIndexOf<byte>(text, 2)];
    }

    // VAPID (RFC 8292): a token of the platform's key, for the origin of the push service.
    static JsonElement Claims(string authorization)
    {
        var token = authorization.Split("t=")[1].Split(',')[0];
        var key = Base64Url.DecodeFromChars(authorization.Split("k=")[1].Split(',')[0]);
        var parts = token.Split('.');
        using var ecdsa = ECDsa.Create(new ECParameters
        {
            Curve = ECCurve.NamedCurves.nistP256,
            Q = new() { X = key[1..33], Y = key[33..] },
        });
        Assert.True(ecdsa.VerifyData(Encoding.ASCII.GetBytes($"{parts[0]}.{parts[1]}"), Base64Url.DecodeFromChars(parts[2]), HashAlgorithmName.SHA256));
        return JsonSerializer.Deserialize<JsonElement>(Base64Url.DecodeFromChars(parts[1]));
    }
}
