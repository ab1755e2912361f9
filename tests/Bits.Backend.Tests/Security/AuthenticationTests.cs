using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Bits.Platform.Accounts;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.IdentityModel.Tokens;

namespace Bits.Backend.Tests.Security;

/// <summary>Who gets in with what a real OpenID Connect provider gives out, and who does not any more.</summary>
[Slow]
public sealed class AuthenticationTests : IAsyncLifetime
{
    const string Me = "/rpc/accounts.v1/GetMe";
    const string EndAll = "/rpc/accounts.v1/EndAllSessions";
    static readonly System.Security.Cryptography.RSA Foreign = System.Security.Cryptography.RSA.Create(2048);

    readonly TestDatabase _database = new();
    IdentityProvider _provider = null!;
    BackendProcess _backend = null!;
    ServiceProvider _platform = null!;

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await _database.InitializeAsync();
        _provider = await IdentityProvider.StartAsync(Ct);
        _platform = TestPlatform.BuildOver(_database.DataSource);
        _backend = await StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _backend.DisposeAsync();
        await _platform.DisposeAsync();
        await _provider.DisposeAsync();
        await _database.DisposeAsync();
    }

    [Fact]
    public async Task A_token_of_the_provider_gets_in_and_nothing_that_only_looks_like_one()
    {
        var asha = (await UserAsync("Asha")).ToString();

        Assert.Equal(HttpStatusCode.OK, await MeAsync(_provider.Token(asha)));
        Assert.Equal(HttpStatusCode.OK, await MeAsync(_provider.Token(asha, from: TimeSpan.FromHours(-1), until: TimeSpan.FromSeconds(-20)))); // within the tolerance
        Assert.Equal(HttpStatusCode.OK, await MeAsync(_provider.Token(asha, from: TimeSpan.FromSeconds(20))));
        foreach (var (why, token) in new[]
        {
            ("another audience", _provider.Token(asha, audience: "others")),
            ("another issuer", _provider.Token(asha, issuer: "https://id.example.org")),
            ("over", _provider.Token(asha, from: TimeSpan.FromHours(-1), until: TimeSpan.FromSeconds(-40))),
            ("not yet", _provider.Token(asha, from: TimeSpan.FromSeconds(50), until: TimeSpan.FromMinutes(5))),
            ("without end", _provider.Token(asha, until: TimeSpan.MaxValue)),
            ("another key", _provider.Token(asha, key: MadeUp("foreign"))),
            ("not signed", _provider.Token(asha, algorithm: "none")),
            ("signed with the public key", _provider.Token(asha, key: _provider.PublicKeyAsSecret(), algorithm: SecurityAlgorithms.HmacSha256)),
            ("nobody", _provider.Token(Guid.CreateVersion7().ToString())),
            ("no id", _provider.Token("asha")),
            ("without a time of issue", _provider.Token(asha, issued: TimeSpan.MaxValue)),
            ("issued in a time to come", _provider.Token(asha, issued: TimeSpan.FromDays(365))),
        })
            Assert.True(await MeAsync(token) == HttpStatusCode.Unauthorized, why);
    }

    [Fact]
    public async Task When_the_provider_rotates_its_keys_the_new_one_is_good_and_the_old_one_goes()
    {
        var asha = (await UserAsync("Asha")).ToString();
        var old = _provider.Token(asha);
        Assert.Equal(HttpStatusCode.OK, await MeAsync(old));

        _provider.Rotate(keepOld: true);
        await EventuallyAsync(HttpStatusCode.OK, () => _provider.Token(asha));
        Assert.Equal(HttpStatusCode.OK, await MeAsync(old));

        _provider.Rotate(keepOld: false);
        await EventuallyAsync(HttpStatusCode.OK, () => _provider.Token(asha));
        await EventuallyAsync(HttpStatusCode.Unauthorized, () => old);
    }

    [Fact]
    public async Task Made_up_keys_do_not_have_the_provider_asked_again_and_again()
    {
        var asha = (await UserAsync("Asha")).ToString();
        await MeAsync(_provider.Token(asha));
        var asked = _provider.KeysAsked;

        var began = System.Diagnostics.Stopwatch.StartNew();
        for (var i = 0; i < 100; i++)
            await MeAsync(_provider.Token(asha, key: MadeUp($"made-up-{i}")));

        Assert.InRange(_provider.KeysAsked - asked, 0, (int)began.Elapsed.TotalSeconds + 3); // once a second at most
    }

    [Fact]
    public async Task A_machine_has_the_capabilities_that_it_was_given_and_no_others()
    {
        var token = _provider.Token("crawler", client: "crawler");
        Assert.Equal(HttpStatusCode.Unauthorized, await MeAsync(token));

        await _platform.GetRequiredService<AccountKeeping>().SetServiceAsync("crawler", "Crawler", ["search.query"], Ct);

        Assert.Equal(HttpStatusCode.OK, await StatusAsync(_backend, "/rpc/search.v1/Search?text=rowing", token));
        Assert.Equal(HttpStatusCode.Forbidden, await MeAsync(token));
    }

    [Fact]
    public async Task What_is_ended_on_one_node_is_ended_for_the_next_call_on_every_node()
    {
        var asha = await UserAsync("Asha");
        await using var other = await StartAsync();
        var (one, two) = (_provider.Token(asha.ToString()), _provider.Token(asha.ToString()));

        using (var ended = await _backend.SendAsync(HttpMethod.Post, "/rpc/accounts.v1/EndSession", JsonContent.Create(new { }), one, Ct))
            Assert.True((await ended.Content.ReadFromJsonAsync<JsonElement>(Ct)).GetProperty("ended").GetBoolean());
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(other, Me, one));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(other, Me, two));

        await _platform.GetRequiredService<AccountKeeping>().EndSessionsAsync(asha, Ct);
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(other, Me, two));
        var later = _provider.Token(asha.ToString(), from: TimeSpan.FromSeconds(5));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(other, Me, later));

        await _platform.GetRequiredService<AccountKeeping>().DisableAsync(asha, disabled: true, "left", Ct);
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(other, Me, later));
    }

    [Fact]
    public async Task A_browser_signs_in_at_the_provider_calls_with_its_cookie_and_signs_out()
    {
        _provider.Person = await UserAsync("Asha");
        using var browser = Browser();

        using (var login = await browser.GetAsync("/login?returnUrl=https://evil.example", Ct))
        {
            Assert.Equal(HttpStatusCode.OK, login.StatusCode); // all the way: provider, callback, and home
            Assert.Equal(_backend.Http.BaseAddress!.Authority, login.RequestMessage!.RequestUri!.Authority);
        }

        Assert.Equal(HttpStatusCode.OK, (await browser.GetAsync(Me, Ct)).StatusCode);
        var sessions = await browser.GetFromJsonAsync<JsonElement>("/rpc/accounts.v1/ListSessions", Ct);
        Assert.True(Assert.Single(sessions.GetProperty("sessions").EnumerateArray()).GetProperty("isThis").GetBoolean());

        var body = new { slug = "browser", name = "Browser", visibility = "public" };
        Assert.Equal(HttpStatusCode.Forbidden, await PostAsync(browser, body, origin: null));
        Assert.Equal(HttpStatusCode.Forbidden, await PostAsync(browser, body, origin: "https://evil.example"));
        Assert.Equal(HttpStatusCode.OK, await PostAsync(browser, body, origin: _backend.Http.BaseAddress.ToString().TrimEnd('/')));

        using var logout = new HttpRequestMessage(HttpMethod.Post, "/logout");
        logout.Headers.Add("Sec-Fetch-Site", "same-origin");
        Assert.Equal(HttpStatusCode.NoContent, (await browser.SendAsync(logout, Ct)).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await browser.GetAsync(Me, Ct)).StatusCode);
        Assert.True(await _database.DataSource.ValueAsync<bool>("select bool_and(ended_at is not null) from accounts_session"));
    }

    [Fact]
    public async Task What_asks_for_a_recent_sign_in_says_which_and_takes_no_other()
    {
        var asha = (await UserAsync("Asha")).ToString();
        await using var strict = await StartAsync("--Auth:StepUp:Acr:0=gold");

        foreach (var (why, token) in new[]
        {
            ("says nothing", _provider.Token(asha)),
            ("long ago", _provider.Token(asha, signedIn: TimeSpan.FromMinutes(16), acr: "gold")),
            ("too weak", _provider.Token(asha, signedIn: TimeSpan.FromMinutes(1), acr: "silver")),
        })
        {
            using var refused = await strict.SendAsync(HttpMethod.Post, EndAll, JsonContent.Create(new { }), token, Ct);
            Assert.True(refused.StatusCode == HttpStatusCode.Unauthorized, why);
            Assert.Equal("sign_in_again", (await refused.Content.ReadFromJsonAsync<JsonElement>(Ct)).GetProperty("reason").GetString());
            Assert.Equal(
                "Bearer error=\"insufficient_user_authentication\", max_age=\"900\", acr_values=\"gold\"", $"{refused.Headers.WwwAuthenticate}");
        }

        var good = _provider.Token(asha, signedIn: TimeSpan.FromMinutes(1), acr: "gold");
        using var ended = await strict.SendAsync(HttpMethod.Post, EndAll, JsonContent.Create(new { }), good, Ct);
        Assert.Equal(HttpStatusCode.OK, ended.StatusCode);
    }

    [Fact]
    public async Task A_browser_that_is_remembered_signs_in_again_before_it_ends_its_sessions()
    {
        _provider.Person = await UserAsync("Asha");
        await using var strict = await StartAsync("--Auth:StepUp:Acr:0=gold");
        using var browser = new HttpClient(new HttpClientHandler { CookieContainer = new() }) { BaseAddress = strict.Http.BaseAddress };
        browser.DefaultRequestHeaders.Add("Sec-Fetch-Site", "same-origin");

        await browser.GetAsync("/login", Ct);
        Assert.Equal(HttpStatusCode.OK, (await browser.GetAsync(Me, Ct)).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await browser.PostAsJsonAsync(EndAll, new { }, Ct)).StatusCode);

        await browser.GetAsync("/login?again=true", Ct);
        Assert.Contains("max_age=900", _provider.Asked, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await browser.PostAsJsonAsync(EndAll, new { }, Ct)).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await browser.GetAsync(Me, Ct)).StatusCode);
    }

    // The policy of a page forbids its scripts to follow a redirect to the provider.
    [Theory]
    [InlineData("/admin/jobs?state=dead", "/login?returnUrl=%2Fadmin%2Fjobs%3Fstate%3Ddead")]
    [InlineData("/groups", "/sign-in?returnUrl=%2Fgroups")]
    public async Task The_script_of_a_page_leaves_for_the_sign_in_by_a_whole_page(string path, string address)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path) { Headers = { { "HX-Request", "true" }, { "HX-Boosted", "true" } } };

        using var answer = await _backend.Http.SendAsync(request, Ct);

        Assert.Equal((HttpStatusCode.NoContent, address), (answer.StatusCode, answer.Headers.GetValues("HX-Redirect").Single()));
    }

    [Fact]
    public async Task A_login_link_is_good_once_and_a_stolen_table_is_no_key()
    {
        var token = await _platform.GetRequiredService<Sessions>().MakeLinkAsync(await UserAsync("Asha"), Ct);
        using var browser = Browser();
        using var thief = Browser();

        Assert.Equal(HttpStatusCode.OK, (await browser.GetAsync($"/login/once?token={token}", Ct)).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await thief.GetAsync($"/login/once?token={token}", Ct)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await browser.GetAsync(Me, Ct)).StatusCode);

        var stored = await _database.DataSource.ValueAsync<string>("select replace(user_id::text, '-', '') || '.' || id from accounts_session");
        thief.DefaultRequestHeaders.Add("Cookie", $"bits-session={stored}");
        Assert.Equal(HttpStatusCode.Unauthorized, (await thief.GetAsync(Me, Ct)).StatusCode);
    }

    Task<BackendProcess> StartAsync(params string[] settings) => BackendProcess.StartAsync(
        new Dictionary<string, string?> { ["ConnectionStrings__Bits"] = _database.ConnectionString },
        [
            $"--Auth:Authority={_provider.Address}", "--Auth:Audience=bits", "--Auth:KeyRefresh=00:00:01",
            "--Auth:ClientId=console", "--Auth:ClientSecret=a-secret-of-the-console", "--Jobs:Enabled=false", .. settings,
        ], Ct);

    async Task<Guid> UserAsync(string name)
    {
        await using var db = await _database.DataSource.OpenConnectionAsync(Ct);
        return (await new AccountDirectory().UpsertAsync(
            db, [new($"{name.ToLowerInvariant()}.{Guid.CreateVersion7():N}@example.org", name, 2018)], Ct))[0].Id;
    }

    static RsaSecurityKey MadeUp(string id) => new(Foreign) { KeyId = id };

    HttpClient Browser() => new(new HttpClientHandler { CookieContainer = new() }) { BaseAddress = _backend.Http.BaseAddress };

    Task<HttpStatusCode> MeAsync(string token) => StatusAsync(_backend, Me, token);

    static async Task<HttpStatusCode> StatusAsync(BackendProcess backend, string address, string token)
    {
        using var response = await backend.SendAsync(HttpMethod.Get, address, null, token, Ct);
        return response.StatusCode;
    }

    static async Task<HttpStatusCode> PostAsync(HttpClient browser, object body, string? origin)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/rpc/groups.v1/CreateGroup") { Content = JsonContent.Create(body) };
        if (origin is not null)
            request.Headers.Add("Origin", origin);
        using var response = await browser.SendAsync(request, Ct);
        return response.StatusCode;
    }

    async Task EventuallyAsync(HttpStatusCode status, Func<string> token)
    {
        for (var i = 0; i < 60; i++)
        {
            if (await MeAsync(token()) == status)
                return;
            await MeAsync(_provider.Token("x", key: MadeUp($"{i}"))); // has the keys asked for
            await Task.Delay(500, Ct);
        }

        Assert.Fail($"not {status} within half a minute");
    }
}
