using System.Net;
using System.Text.RegularExpressions;
using Bits.Platform.Accounts;

namespace Bits.Backend.Tests.Http;

/// <summary>A browser signs in by a link from an e-mail.</summary>
[Slow]
public sealed partial class MailLoginTests : IAsyncLifetime
{
    readonly TestDatabase _database = new();
    TestMailServer _mail = null!;
    BackendProcess _backend = null!;
    HttpClient _browser = null!;

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await _database.InitializeAsync();
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
            }, [], Ct);
        _browser = new(new HttpClientHandler { AllowAutoRedirect = false, CookieContainer = new() }) { BaseAddress = _backend.Http.BaseAddress };
    }

    public async ValueTask DisposeAsync()
    {
        _browser.Dispose();
        await _backend.DisposeAsync();
        await _mail.DisposeAsync();
        await _database.DisposeAsync();
    }

    [Fact]
    public async Task A_link_signs_in_after_one_press_and_only_once()
    {
        await AddAshaAsync();
        var known = await AskAsync("asha@example.org");
        var unknown = await AskAsync("nobody@example.org");
        while (_mail.Mails.Count == 0)
            await Task.Delay(50, Ct);
        var token = Token.Match(_mail.Mails[0].TextBody!).Groups[1].Value;

        using var seen = await _browser.GetAsync($"/login/mail?token={token}&returnUrl=/groups", Ct);
        using var scanned = await _browser.GetAsync($"/login/mail?token={token}&returnUrl=/groups", Ct);
        using var pressed = await PostAsync("/login/mail", "same-origin", ("token", token), ("returnUrl", "/groups"));
        using var home = await _browser.GetAsync("/groups", Ct);
        using var again = await PostAsync("/login/mail", "same-origin", ("token", token), ("returnUrl", "/groups"));

        Assert.Equal(known, unknown);
        Assert.Contains("signed in as asha@example.org", await seen.Content.ReadAsStringAsync(Ct), StringComparison.Ordinal);
        Assert.Equal("/groups", pressed.Headers.Location!.ToString());
        Assert.Contains("Asha", await home.Content.ReadAsStringAsync(Ct), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Unauthorized, again.StatusCode);
    }

    [Fact]
    public async Task A_long_address_of_the_next_page_makes_no_link_that_cannot_be_opened()
    {
        await AddAshaAsync();
        using (await PostAsync("/login/mail/request", "same-origin", ("email", "asha@example.org"), ("returnUrl", $"/{new string('x', 9_000)}"))) { }
        while (_mail.Mails.Count == 0)
            await Task.Delay(50, Ct);

        Assert.InRange(_mail.Mails[0].TextBody!.Length, 1, 2_000);
    }

    [Fact]
    public async Task One_network_mails_so_many_strangers_and_no_more()
    {
        var refused = 0;
        for (var i = 0; i < 40; i++)
        {
            using var answer = await PostAsync("/login/mail/request", "same-origin", ("email", $"u{i}@example.org"), ("returnUrl", "/"));
            refused += answer.StatusCode == HttpStatusCode.TooManyRequests ? 1 : 0;
        }

        Assert.InRange(refused, 4, 10);
    }

    [Theory]
    [InlineData("/login/mail/request")]
    [InlineData("/login/mail")]
    public async Task A_page_of_another_site_can_do_nothing(string path)
    {
        using var answer = await PostAsync(path, "cross-site", ("email", "asha@example.org"), ("token", "0"));

        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
    }

    [Fact]
    public async Task A_text_that_is_no_address_is_refused_by_name_and_a_return_elsewhere_leads_home()
    {
        using var bad = await PostAsync("/login/mail/request", "same-origin", ("email", "asha"));
        using var page = await _browser.GetAsync("/login/mail?token=0&returnUrl=https://evil.example/", Ct);

        Assert.Equal(HttpStatusCode.BadRequest, bad.StatusCode);
        Assert.Contains("email", await bad.Content.ReadAsStringAsync(Ct), StringComparison.Ordinal);
        Assert.DoesNotContain("evil.example", await page.Content.ReadAsStringAsync(Ct), StringComparison.Ordinal);
    }

    async Task AddAshaAsync()
    {
        await using var db = await _database.DataSource.OpenConnectionAsync(Ct);
        await new AccountDirectory().UpsertAsync(db, [new("asha@example.org", "Asha", 2018)], Ct);
    }

    async Task<string> AskAsync(string email)
    {
        using var answer = await PostAsync("/login/mail/request", "same-origin", ("email", email), ("returnUrl", "/groups"));
        return $"{answer.StatusCode} {await answer.Content.ReadAsStringAsync(Ct)}";
    }

    async Task<HttpResponseMessage> PostAsync(string path, string site, params (string Name, string Value)[] fields)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path)
        {
            Content = new FormUrlEncodedContent(fields.Select(f => KeyValuePair.Create(f.Name, f.Value))),
            Headers = { { "Sec-Fetch-Site", site } },
        };
        return await _browser.SendAsync(request, Ct);
    }

    [GeneratedRegex("token=([0-9a-f]{64})")]
    static partial Regex Token { get; }
}
