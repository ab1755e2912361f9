using System.Net;
using System.Text.RegularExpressions;
using Bits.Platform.Accounts;
using static Microsoft.Playwright.Assertions;

namespace Bits.Console.Tests;

/// <summary>Who gets in, who may what, and that nothing but the pipeline does it.</summary>
[Slow]
public sealed partial class AccessTests(ConsoleUnderTest console) : IClassFixture<ConsoleUnderTest>
{
    static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Who_is_not_signed_in_is_told_how_and_who_has_no_role_sees_nothing()
    {
        using var stranger = new HttpClient { BaseAddress = console.Address };
        using var answer = await stranger.GetAsync("/admin/jobs", Ct);
        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        Assert.Contains("accounts login", await answer.Content.ReadAsStringAsync(Ct), StringComparison.Ordinal);

        await using var tab = await console.OpenAsync(role: null, "/admin/jobs");
        await Expect(tab.Page.Locator("h1")).ToHaveTextAsync("You don't have access to this page");
        await Expect(tab.Page.Locator("nav")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task A_viewer_sees_no_button_and_is_refused_by_the_server_where_a_page_still_has_one()
    {
        await using var tab = await console.OpenAsync(PlatformRole.Operator, "/admin/queues");
        await Expect(tab.Button("pause-queue-default")).ToBeVisibleAsync();
        await console.DataSource.SqlAsync("update accounts_user set platform_role = 'viewer' where platform_role = 'operator'");

        await tab.ActAsync("pause-queue-default", "Because I can.");

        await Expect(tab.Page.Locator(".banner.bad")).ToContainTextAsync("jobs.operate needs the platform role operator");
        await Expect(tab.Page.Locator("[popovertarget^=pause]")).ToHaveCountAsync(0);
        await Expect(tab.Page.Locator("a[href='/admin/audit']")).ToHaveCountAsync(0);
        Assert.False(await console.DataSource.ValueAsync<bool>("select exists (select from jobs_queue_pause where queue = 'default')"));
        await console.DataSource.EventuallyAsync(
            "select exists (select from audit_event where action = 'jobs.pause' and outcome = 'denied' and rule = 'platform_role_needed')");
        foreach (var path in new[] { "/admin/audit", "/admin/memberships", "/admin/search" })
            Assert.Equal(403, (await tab.Page.GotoAsync(new Uri(console.Address, path).ToString()))!.Status);
    }

    [Fact]
    public async Task A_form_needs_its_token_its_reason_and_counts_once()
    {
        var divya = await console.UserAsync("Divya", PlatformRole.Operator);
        using var browser = await SignInAsync(divya);
        var token = FormToken.Match(await browser.GetStringAsync("/admin/queues", Ct)).Groups[1].Value;
        Dictionary<string, string> fields = new() { ["queue"] = "forms", ["_next"] = "https://evil.example/", ["_key"] = "one-key", ["reason"] = "Once." };

        await PostAsync(browser, fields);
        Assert.False(await console.DataSource.ValueAsync<bool>("select exists (select from jobs_queue_pause where queue = 'forms')"));
        fields["__RequestVerificationToken"] = token;
        await PostAsync(browser, new(fields) { ["reason"] = "" });
        Assert.False(await console.DataSource.ValueAsync<bool>("select exists (select from jobs_queue_pause where queue = 'forms')"));

        Assert.Equal("/admin", (await PostAsync(browser, fields)).OriginalString); // to no other site
        await PostAsync(browser, fields);
        Assert.Equal(1L, await console.DataSource.ValueAsync<long>(
            "select count(*) from audit_event where action = 'jobs.pause' and actor_id = $1", divya));
    }

    [Fact]
    public async Task Signing_out_ends_the_session_and_shows_the_way_back_in()
    {
        await using var tab = await console.OpenAsync(PlatformRole.Viewer);

        await tab.Page.Locator(".who form button").ClickAsync();

        await Expect(tab.Page.Locator("h1")).ToHaveTextAsync("Sign in");
        Assert.Equal(401, (await tab.Page.GotoAsync(new Uri(console.Address, "/admin").ToString()))!.Status);
    }

    [Fact]
    public async Task An_address_without_a_page_is_said_within_the_console()
    {
        using var browser = await SignInAsync(await console.UserAsync("Esther", PlatformRole.Viewer));

        using var answer = await browser.GetAsync("/admin/nowhere/at/all", Ct);

        var page = await answer.Content.ReadAsStringAsync(Ct);
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Contains("There is no page at this address.", page, StringComparison.Ordinal);
        Assert.Contains("<nav", page, StringComparison.Ordinal);
    }

    async Task<HttpClient> SignInAsync(Guid user)
    {
        var browser = new HttpClient(new HttpClientHandler { CookieContainer = new(), AllowAutoRedirect = false }) { BaseAddress = console.Address };
        using var answer = await browser.GetAsync(await console.LinkAsync(user, "/admin"), Ct);
        browser.DefaultRequestHeaders.Add("Sec-Fetch-Site", "same-origin");
        return browser;
    }

    static async Task<Uri> PostAsync(HttpClient browser, Dictionary<string, string> fields)
    {
        using var answer = await browser.PostAsync("/admin/do/jobs.v1/Pause", new FormUrlEncodedContent(fields), Ct);
        Assert.Equal(HttpStatusCode.SeeOther, answer.StatusCode);
        return answer.Headers.Location!;
    }

    [GeneratedRegex("""name="__RequestVerificationToken" value="([^"]+)""")]
    static partial Regex FormToken { get; }
}
