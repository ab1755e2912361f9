using System.Net;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Bits.Web.Tests;

/// <summary>Who gets in, and what strangers see.</summary>
[Slow]
public sealed class AccessTests(WebUnderTest web) : IClassFixture<WebUnderTest>
{
    static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_stranger_is_welcomed_at_the_first_page_and_led_back_after_signing_in_elsewhere()
    {
        await using var tab = await web.OpenAsync("/");
        await Expect(tab.Page.Locator("h1")).ToContainTextAsync("Stay close");
        await Expect(tab.Page.GetByRole(AriaRole.Link, new() { Name = "API explorer" })).ToHaveAttributeAsync("href", "/scalar");

        await tab.Page.GotoAsync(web.At("/groups/rowing"));
        await Expect(tab.Page.Locator("h1")).ToHaveTextAsync("Sign in");
        await tab.Page.GetByRole(AriaRole.Button, new() { Name = "Continue as Chitra Iyer" }).ClickAsync();

        await Expect(tab.Page.Locator("h1")).ToHaveTextAsync("Rowing");
        await tab.Page.GetByTitle("Your account").ClickAsync();
        await tab.Page.GetByRole(AriaRole.Button, new() { Name = "Sign out" }).ClickAsync();
        await Expect(tab.Page.Locator("h1")).ToContainTextAsync("Stay close");
    }

    [Theory]
    [InlineData("https://evil.example/")]
    [InlineData("//evil.example/")]
    [InlineData("/\\evil.example/")]
    public async Task Signing_in_leads_to_no_other_site(string address)
    {
        await using var tab = await web.OpenAsync($"/sign-in?returnUrl={Uri.EscapeDataString(address)}");

        await tab.Page.GetByRole(AriaRole.Button, new() { Name = "Continue as Bikram Sen" }).ClickAsync();

        await Expect(tab.Page).ToHaveURLAsync(web.At("/"));
    }

    [Theory]
    [InlineData("cross-site", "asha", HttpStatusCode.Forbidden)]
    [InlineData("same-origin", "nobody-here", HttpStatusCode.NotFound)]
    [InlineData("same-origin", "asha", HttpStatusCode.Redirect)]
    public async Task Another_site_signs_no_browser_in(string site, string user, HttpStatusCode status)
    {
        using var browser = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = web.Address };
        browser.DefaultRequestHeaders.Add("Sec-Fetch-Site", site);

        using var answer = await browser.PostAsync("/login/as", new FormUrlEncodedContent([new("user", user)]), Ct);

        Assert.Equal(status, answer.StatusCode);
    }

    [Theory]
    [InlineData(null, HttpStatusCode.Redirect)]
    [InlineData("https://evil.example", HttpStatusCode.Forbidden)]
    [InlineData("null", HttpStatusCode.Forbidden)]
    public async Task A_browser_that_says_only_the_origin_signs_in_from_pages_of_this_host(string? origin, HttpStatusCode status)
    {
        using var browser = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = web.Address };
        using var page = await browser.GetAsync(new Uri("/sign-in", UriKind.Relative), Ct);
        Assert.Equal(["same-origin"], page.Headers.GetValues("Referrer-Policy")); // without, browsers say the origin "null"
        browser.DefaultRequestHeaders.Add("Origin", origin ?? web.Address.GetLeftPart(UriPartial.Authority));

        using var answer = await browser.PostAsync("/login/as", new FormUrlEncodedContent([new("user", "asha")]), Ct);

        Assert.Equal(status, answer.StatusCode);
    }

    [Fact]
    public async Task A_form_without_its_token_changes_nothing()
    {
        await using var tab = await web.SignInAsync("Bikram Sen", "/groups/new");
        await tab.Page.EvaluateAsync("document.querySelector('main [name=__RequestVerificationToken]').remove()");
        await tab.Page.GetByLabel("Name", new() { Exact = true }).FillAsync("Forged");

        await tab.Page.GetByRole(AriaRole.Button, new() { Name = "Create group" }).ClickAsync();

        await Expect(tab.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("This form is from another session");
        Assert.False(await web.DataSource.ValueAsync<bool>("select exists (select from groups_group where slug = 'forged')"));
    }

    [Fact]
    public async Task The_posts_of_a_private_group_are_for_its_members_also_by_the_address_of_a_post()
    {
        var council = await web.LeaveAsync("bikram", "alumni-council");
        await web.DataSource.SqlAsync(
            "insert into posts_post (id, scope, author_id, body, created_at) values ('0198c1d2-7d3a-7c41-9f0e-3a5b8e6d2f99', 'group:' || $1::uuid, (select id from accounts_user where username = 'asha'), 'Between us.', now())",
            council);
        await using var bikram = await web.SignInAsync("Bikram Sen", "/groups/alumni-council");
        await Expect(bikram.Page.GetByText("Only members read the posts")).ToBeVisibleAsync();

        await bikram.Page.GotoAsync(web.At("/posts/0198c1d2-7d3a-7c41-9f0e-3a5b8e6d2f99"));

        await Expect(bikram.Page.GetByText("There is no such post.")).ToBeVisibleAsync();
        Assert.DoesNotContain("Between us.", await bikram.Page.ContentAsync(), StringComparison.Ordinal);
        Assert.Equal(404, (await bikram.Page.GotoAsync(web.At("/posts/0198c1d2-7d3a-7c41-9f0e-3a5b8e6d2f98")))!.Status);
    }

    [Fact]
    public async Task An_address_without_a_page_is_said_within_the_app()
    {
        await using var tab = await web.SignInAsync("Chitra Iyer", "/nowhere");

        await Expect(tab.Page.Locator("h1")).ToHaveTextAsync("Page not found");
        await Expect(tab.Page.GetByRole(AriaRole.Navigation, new() { Name = "Main" })).ToBeVisibleAsync();
    }
}
