using System.Net;
using System.Text.RegularExpressions;
using Bits.Platform.Accounts;

namespace Bits.Backend.Tests.Security;

/// <summary>A person of a provider who is new here gets the account with their address, and a thief does not.</summary>
[Slow]
public sealed partial class LinkedSignInTests : IAsyncLifetime
{
    const string Me = "/rpc/accounts.v1/GetMe";

    readonly TestDatabase _database = new();
    IdentityProvider _provider = null!;
    TestMailServer _mail = null!;
    BackendProcess _backend = null!;

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await _database.InitializeAsync();
        _provider = await IdentityProvider.StartAsync(Ct);
        _mail = await TestMailServer.StartAsync(Ct);
        _backend = await BackendProcess.StartAsync(
            new Dictionary<string, string?>
            {
                ["ConnectionStrings__Bits"] = _database.ConnectionString,
                ["Mail__Host"] = "127.0.0.1",
                ["Mail__Port"] = $"{_mail.Port}",
                ["Mail__Security"] = "None",
                ["Mail__From"] = "BITS Alumni <no-reply@example.org>",
                ["Mail__PublicAddress"] = "https://alumni.example.org/",
            },
            [
                $"--Auth:Authority={_provider.Address}", "--Auth:Audience=bits", "--Auth:UserClaim=email",
                "--Auth:ClientId=console", "--Auth:ClientSecret=a-secret-of-the-console",
            ], Ct);
        await using var db = await _database.DataSource.OpenConnectionAsync(Ct);
        await new AccountDirectory().UpsertAsync(db, [new("asha@example.org", "Asha", 2018)], Ct);
        (_provider.Subject, _provider.Email) = ("idp-asha", ("asha@example.org", true));
    }

    public async ValueTask DisposeAsync()
    {
        await _backend.DisposeAsync();
        await _mail.DisposeAsync();
        await _provider.DisposeAsync();
        await _database.DisposeAsync();
    }

    [Fact]
    public async Task The_browser_that_asked_is_signed_in_once_the_owner_of_the_mailbox_has_confirmed_there()
    {
        using var browser = Browser();

        var offered = await TextAsync(browser, "/login?returnUrl=/groups");
        Assert.Contains("You are signed in as asha@example.org", offered, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Unauthorized, (await browser.GetAsync(Me, Ct)).StatusCode);
        var token = await AskAsync(browser);
        Assert.Equal(HttpStatusCode.Unauthorized, (await browser.GetAsync(Me, Ct)).StatusCode);

        var page = await TextAsync(browser, $"/login/claim/confirm?token={token}");
        Assert.Contains($"The sign-in asha@example.org at {new Uri(_provider.Address).Authority} will be able to use your account.", page, StringComparison.Ordinal);
        Assert.DoesNotContain("another browser", page, StringComparison.Ordinal);
        using var confirmed = await PostAsync(browser, "/login/claim/confirm", token);

        Assert.Equal("/groups", confirmed.RequestMessage!.RequestUri!.AbsolutePath); // by the provider, which knows the browser
        Assert.Equal(HttpStatusCode.OK, (await browser.GetAsync(Me, Ct)).StatusCode);
        using var later = Browser();
        await later.GetAsync("/login", Ct);
        Assert.Equal(HttpStatusCode.OK, (await later.GetAsync(Me, Ct)).StatusCode);
    }

    [Fact]
    public async Task A_thief_gets_nothing_by_asking_and_the_owner_reads_what_would_happen()
    {
        (_provider.Subject, _provider.Email) = ("idp-thief", ("asha@example.org", true));
        using var thief = Browser();
        using var owner = Browser();
        await thief.GetAsync("/login", Ct);
        var token = await AskAsync(thief);

        var page = await TextAsync(owner, $"/login/claim/confirm?token={token}"); // a scanner opens it too
        Assert.Contains("will be able to use your account", page, StringComparison.Ordinal);
        Assert.Contains("asked for in another browser", page, StringComparison.Ordinal);
        await thief.GetAsync("/login", Ct);
        Assert.Equal(HttpStatusCode.Unauthorized, (await thief.GetAsync(Me, Ct)).StatusCode);
        Assert.Equal(0L, await LinksAsync());
        Assert.Equal(HttpStatusCode.Forbidden, (await PostAsync(owner, "/login/claim/confirm", token, site: "cross-site")).StatusCode);
        Assert.Equal(0L, await LinksAsync());

        using var confirmed = await PostAsync(owner, "/login/claim/confirm", token);

        Assert.Contains("can use your account", await confirmed.Content.ReadAsStringAsync(Ct), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Unauthorized, (await owner.GetAsync(Me, Ct)).StatusCode); // a confirmation signs no one in
        Assert.Equal(HttpStatusCode.Unauthorized, (await thief.GetAsync(Me, Ct)).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await PostAsync(owner, "/login/claim/confirm", token)).StatusCode);
        Assert.Equal(1L, await LinksAsync());
    }

    [Fact]
    public async Task An_address_that_the_provider_has_not_verified_is_offered_nothing()
    {
        _provider.Email = ("asha@example.org", false);
        using var browser = Browser();

        using var refused = await browser.GetAsync("/login", Ct);
        using var asked = await PostAsync(browser, "/login/claim", "");

        Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, asked.StatusCode);
        Assert.Empty(_mail.Mails);
    }

    [Fact]
    public async Task A_token_with_a_verified_address_alone_calls_nothing()
    {
        var token = _provider.Token("idp-asha", email: ("asha@example.org", true));
        using var refused = await _backend.SendAsync(HttpMethod.Get, Me, null, token, Ct);
        Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);

        using var browser = Browser();
        await browser.GetAsync("/login", Ct);
        await PostAsync(browser, "/login/claim/confirm", await AskAsync(browser));

        using var linked = await _backend.SendAsync(HttpMethod.Get, Me, null, token, Ct);
        Assert.Equal(HttpStatusCode.OK, linked.StatusCode);
    }

    [Fact]
    public async Task A_known_and_an_unknown_address_get_the_same_pages()
    {
        using var known = Browser();
        using var unknown = Browser();
        var offered = await TextAsync(known, "/login");
        _provider.Email = ("nobody@example.org", true);
        _provider.Subject = "idp-nobody";

        Assert.Equal(offered.Replace("asha@", "nobody@", StringComparison.Ordinal), await TextAsync(unknown, "/login"));
        using var one = await PostAsync(known, "/login/claim", "");
        using var two = await PostAsync(unknown, "/login/claim", "");
        Assert.Equal(await one.Content.ReadAsStringAsync(Ct), await two.Content.ReadAsStringAsync(Ct));
    }

    [Fact]
    public async Task Nothing_is_asked_without_a_proof_of_the_provider()
    {
        using var stranger = Browser();
        stranger.DefaultRequestHeaders.Add("Cookie", "bits-claim=CfDJ8forged");

        using var asked = await PostAsync(stranger, "/login/claim", "");
        using var cross = await PostAsync(stranger, "/login/claim", "", site: "cross-site");
        using var huge = await PostAsync(stranger, "/login/claim/confirm", new string('a', 300_000));

        Assert.Equal(HttpStatusCode.BadRequest, asked.StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, cross.StatusCode);
        Assert.InRange((int)huge.StatusCode, 400, 499);
    }

    HttpClient Browser() => new(new HttpClientHandler { CookieContainer = new() }) { BaseAddress = _backend.Http.BaseAddress };

    static async Task<string> TextAsync(HttpClient browser, string path)
    {
        using var answer = await browser.GetAsync(path, Ct);
        return WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync(Ct));
    }

    async Task<string> AskAsync(HttpClient browser)
    {
        var mails = _mail.Mails.Count;
        using var asked = await PostAsync(browser, "/login/claim", "");
        Assert.Contains("Check your e-mail", await asked.Content.ReadAsStringAsync(Ct), StringComparison.Ordinal);
        while (_mail.Mails.Count == mails)
            await Task.Delay(50, Ct);
        return Token.Match(_mail.Mails[^1].TextBody!).Groups[1].Value;
    }

    static async Task<HttpResponseMessage> PostAsync(HttpClient browser, string path, string token, string site = "same-origin")
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path)
        {
            Content = new FormUrlEncodedContent([new("token", token)]),
            Headers = { { "Sec-Fetch-Site", site } },
        };
        return await browser.SendAsync(request, Ct);
    }

    Task<long> LinksAsync() => _database.DataSource.ValueAsync<long>("select count(*) from accounts_linked_sign_in");

    [GeneratedRegex("token=([0-9a-f]{64})")]
    static partial Regex Token { get; }
}
