using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Bits.Platform.Accounts;

namespace Bits.Backend.Tests.Http;

/// <summary>What a browser, and somebody who is none, sends to sign in by a passkey.</summary>
[Slow]
public sealed class PasskeyLoginTests : IClassFixture<PasskeyLoginTests.World>, IAsyncLifetime
{
    readonly World _world;
    readonly CookieContainer _cookies = new();
    readonly HttpClient _browser;
    readonly TestPasskey _passkey = new();
    Guid _asha;
    string _token = "";

    public PasskeyLoginTests(World world)
    {
        _world = world;
        _browser = Browser(_cookies);
    }

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    BackendProcess Backend => _world.Backend;

    public async ValueTask InitializeAsync()
    {
        await using var db = await _world.Database.DataSource.OpenConnectionAsync(Ct);
        _asha = (await new AccountDirectory().UpsertAsync(db, [new($"asha.{Guid.CreateVersion7():N}@example.org", "Asha", 2018)], Ct))[0].Id;
        _token = Backend.Token(_asha);
        using var added = await CallAsync("signin.v1/AddPasskey", _passkey.Create(await AskAsync()));
        Assert.Equal(HttpStatusCode.OK, added.StatusCode);
    }

    public ValueTask DisposeAsync()
    {
        _browser.Dispose();
        _passkey.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>A backend whose passkeys are on.</summary>
    public sealed class World : IAsyncLifetime
    {
        public TestDatabase Database { get; } = new();

        public BackendProcess Backend { get; private set; } = null!;

        public async ValueTask InitializeAsync()
        {
            await Database.InitializeAsync();
            Backend = await BackendProcess.StartAsync(
                new Dictionary<string, string?>
                {
                    ["ConnectionStrings__Bits"] = Database.ConnectionString,
                    ["Mail__PublicAddress"] = $"{TestPasskey.Origin}/",
                }, ["--Jobs:Enabled=false"], Ct);
        }

        public async ValueTask DisposeAsync()
        {
            await Backend.DisposeAsync();
            await Database.DisposeAsync();
        }
    }

    [Fact]
    public async Task A_passkey_signs_in_and_its_answer_is_good_once()
    {
        var answer = _passkey.Get(await ChallengeAsync(_browser), _asha);
        var cookie = _cookies.GetCookies(new Uri(_browser.BaseAddress!, "/login/passkey"))["bits-passkey"]!.Value;

        using var signedIn = await PostAsync(_browser, answer);
        using var home = await _browser.GetAsync("/groups", Ct);
        using var thief = Browser(new());
        thief.DefaultRequestHeaders.Add("Cookie", $"bits-passkey={cookie}");
        using var replayed = await PostAsync(thief, answer);

        Assert.Equal((HttpStatusCode.Redirect, "/groups"), (signedIn.StatusCode, signedIn.Headers.Location!.ToString()));
        Assert.Contains("Asha", await home.Content.ReadAsStringAsync(Ct), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Unauthorized, replayed.StatusCode);
    }

    [Fact]
    public async Task The_site_is_the_configured_one_whatever_the_host_header_says()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/login/passkey/challenge") { Headers = { { "Sec-Fetch-Site", "same-origin" } } };
        request.Headers.Host = "evil.example";

        using var answer = await _browser.SendAsync(request, Ct);

        Assert.Equal("alumni.example.org", (await answer.Content.ReadFromJsonAsync<JsonElement>(Ct)).GetProperty("siteId").GetString());
    }

    [Theory]
    [InlineData("/login/passkey/challenge")]
    [InlineData("/login/passkey")]
    public async Task A_page_of_another_site_can_do_nothing(string path)
    {
        foreach (var site in new[] { "cross-site", "same-site", "" })
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new FormUrlEncodedContent([]) };
            if (site.Length > 0)
                request.Headers.Add("Sec-Fetch-Site", site);
            using var answer = await _browser.SendAsync(request, Ct);
            Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        }
    }

    [Fact]
    public async Task The_answer_of_another_browser_is_refused()
    {
        using var thief = Browser(new());
        await ChallengeAsync(thief);
        var answer = _passkey.Get(await ChallengeAsync(_browser), _asha);

        using var refused = await PostAsync(thief, answer);

        Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
        Assert.DoesNotContain(refused.Headers, header => header.Key == "Set-Cookie" && header.Value.Any(c => c.Contains("session", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task An_unknown_passkey_cannot_be_told_from_one_with_a_wrong_signature()
    {
        using var unknown = new TestPasskey();
        using var first = await PostAsync(_browser, unknown.Get(await ChallengeAsync(_browser), _asha));
        var forged = unknown.Get(await ChallengeAsync(_browser), _asha);
        forged["credentialId"] = _passkey.IdText;
        using var second = await PostAsync(_browser, forged);

        Assert.Equal(HttpStatusCode.Unauthorized, first.StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, second.StatusCode);
        Assert.Equal(await first.Content.ReadAsStringAsync(Ct), await second.Content.ReadAsStringAsync(Ct));
    }

    [Theory]
    [InlineData("clientData", 30_000, HttpStatusCode.BadRequest)]
    [InlineData("signature", 300_000, HttpStatusCode.BadRequest)]
    [InlineData("authenticatorData", 400_000, HttpStatusCode.RequestEntityTooLarge)]
    [InlineData("returnUrl", 400_000, HttpStatusCode.RequestEntityTooLarge)]
    public async Task A_huge_answer_is_refused_with_a_reason(string field, int length, HttpStatusCode status)
    {
        var answer = _passkey.Get(await ChallengeAsync(_browser), _asha);
        answer[field] = new string('A', length);

        using var refused = await PostAsync(_browser, answer);

        Assert.True(refused.StatusCode == status || (length == 300_000 && refused.StatusCode == HttpStatusCode.RequestEntityTooLarge), $"{refused.StatusCode}");
        Assert.Equal("invalid_argument", (await refused.Content.ReadFromJsonAsync<JsonElement>(Ct)).GetProperty("reason").GetString());
    }

    [Theory]
    [InlineData("application/json", "{}")]
    [InlineData("multipart/form-data; boundary=x", "broken")]
    [InlineData("application/x-www-form-urlencoded", "credentialId=%00&clientData=%FF")]
    [InlineData("application/x-www-form-urlencoded", "")]
    public async Task What_is_no_answer_is_a_refusal_and_never_an_error(string type, string body)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/login/passkey")
        {
            Content = new StringContent(body, System.Text.Encoding.UTF8),
            Headers = { { "Sec-Fetch-Site", "same-origin" } },
        };
        request.Content.Headers.ContentType = System.Net.Http.Headers.MediaTypeHeaderValue.Parse(type);

        using var refused = await _browser.SendAsync(request, Ct);

        Assert.InRange((int)refused.StatusCode, 400, 499);
    }

    [Fact]
    public async Task A_call_with_a_huge_or_odd_attestation_is_refused_by_the_name_of_the_field()
    {
        foreach (var attestation in new[] { new string('A', 20_000), "A A", "" })
        {
            var asked = await AskAsync();
            using var refused = await CallAsync(
                "signin.v1/AddPasskey",
                new { challengeId = asked.GetProperty("challengeId").GetString(), name = "Odd", clientData = "e30", attestation });
            Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
            Assert.Contains("attestation", await refused.Content.ReadAsStringAsync(Ct), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task The_challenge_of_another_token_adds_nothing()
    {
        using var other = new TestPasskey();
        var asked = await AskAsync();
        _token = Backend.Token(_asha);

        using var refused = await CallAsync("signin.v1/AddPasskey", other.Create(asked));

        Assert.Contains("challenge_over", await refused.Content.ReadAsStringAsync(Ct), StringComparison.Ordinal);
    }

    // One token: a challenge is for one session.
    Task<HttpResponseMessage> CallAsync(string method, object request) =>
        Backend.SendAsync(HttpMethod.Post, $"/rpc/{method}", JsonContent.Create(request), _token, Ct);

    async Task<JsonElement> AskAsync()
    {
        using var answer = await CallAsync("signin.v1/BeginPasskey", new { });
        return await answer.Content.ReadFromJsonAsync<JsonElement>(Ct);
    }

    HttpClient Browser(CookieContainer cookies) =>
        new(new HttpClientHandler { AllowAutoRedirect = false, CookieContainer = cookies }) { BaseAddress = Backend.Http.BaseAddress };

    static async Task<string> ChallengeAsync(HttpClient browser)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/login/passkey/challenge") { Headers = { { "Sec-Fetch-Site", "same-origin" } } };
        using var answer = await browser.SendAsync(request, Ct);
        return (await answer.Content.ReadFromJsonAsync<JsonElement>(Ct)).GetProperty("challenge").GetString()!;
    }

    static async Task<HttpResponseMessage> PostAsync(HttpClient browser, Dictionary<string, string> answer)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/login/passkey")
        {
            Content = new FormUrlEncodedContent(answer.Append(new("returnUrl", "/groups")).DistinctBy(field => field.Key)),
            Headers = { { "Sec-Fetch-Site", "same-origin" } },
        };
        return await browser.SendAsync(request, Ct);
    }
}
