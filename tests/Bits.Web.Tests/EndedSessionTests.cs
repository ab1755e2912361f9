using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Bits.Web.Tests;

/// <summary>What a page of an ended session does, and what stays of a text that was being written.</summary>
[Slow]
public sealed class EndedSessionTests(WebUnderTest web) : IClassFixture<WebUnderTest>
{
    const string Text = "Regatta on **Sunday**, bring water.";

    [Fact]
    public async Task A_link_leads_to_the_sign_in_page_by_a_whole_page_and_back()
    {
        await using var asha = await web.SignInAsync("Asha Rao");
        await EndSessionsAsync("asha");

        await asha.Page.GetByRole(AriaRole.Navigation, new() { Name = "Main" }).GetByText("Groups").ClickAsync();

        await Expect(asha.Page.Locator("body.welcome h1")).ToHaveTextAsync("Sign in"); // htmx would keep the old body
        await asha.Page.GetByRole(AriaRole.Button, new() { Name = "Continue as Asha Rao" }).ClickAsync();
        await asha.Page.WaitForURLAsync(web.At("/groups"));
        await EndSessionsAsync("asha");
        await asha.Page.GetByRole(AriaRole.Navigation, new() { Name = "Main" }).GetByText("Home").ClickAsync();
        await Expect(asha.Page.Locator("body.welcome h1")).ToContainTextAsync("Stay close");
    }

    [Fact]
    public async Task Suggestions_end_quietly_and_the_search_leads_to_the_sign_in_page_and_back()
    {
        await using var esther = await web.SignInAsync("Esther Dias");
        await EndSessionsAsync("esther");
        var search = esther.Page.GetByRole(AriaRole.Searchbox, new() { Name = "Search", Exact = true });

        await esther.Page.RunAndWaitForResponseAsync(
            () => search.PressSequentiallyAsync("row"), answer => answer.Url.Contains("/search/suggest", StringComparison.Ordinal));
        await Expect(esther.Page.Locator("#suggest")).ToBeEmptyAsync();
        Assert.Equal(web.At("/"), esther.Page.Url);

        await search.PressAsync("Enter");
        await Expect(esther.Page.Locator("body.welcome h1")).ToHaveTextAsync("Sign in");
        await esther.Page.GetByRole(AriaRole.Button, new() { Name = "Continue as Esther Dias" }).ClickAsync();
        await esther.Page.WaitForURLAsync(web.At("/search?q=row"));
    }

    [Fact]
    public async Task A_call_that_needs_a_recent_sign_in_leads_to_it_by_a_whole_page()
    {
        await using var other = await web.SignInAsync("Divya Nair");
        await using var divya = await web.SignInAsync("Divya Nair", "/settings");
        await web.DataSource.SqlAsync(
            "update accounts_session set signed_in_at = now() - interval '2 days' where user_id = (select id from accounts_user where username = 'divya')");

        await divya.Page.Locator("main").GetByRole(AriaRole.Button, new() { Name = "Sign out" }).First.ClickAsync();

        await Expect(divya.Page.Locator("body.welcome h1")).ToHaveTextAsync("Sign in again");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_post_is_kept_and_sent_after_signing_in_in_another_tab(bool javaScript)
    {
        await using var asha = await web.SignInAsync("Asha Rao", "/groups/rowing", javaScript);
        await asha.Page.GetByLabel("Your post").FillAsync(Text);
        await EndSessionsAsync("asha");
        await asha.Page.GetByRole(AriaRole.Button, new() { Name = "Post", Exact = true }).ClickAsync();

        await Expect(asha.Page.Locator("h1")).ToHaveTextAsync("Your text is not sent yet");
        await Expect(asha.Page.GetByLabel("Text")).ToHaveValueAsync(Text);
        var signIn = asha.Page.GetByRole(AriaRole.Link, new() { Name = "Sign in" });
        var other = await asha.Page.Context.RunAndWaitForPageAsync(() => signIn.ClickAsync());
        await other.GetByRole(AriaRole.Button, new() { Name = "Continue as Asha Rao" }).ClickAsync();
        await other.WaitForURLAsync(web.At("/groups/rowing"));
        await asha.Page.GetByRole(AriaRole.Button, new() { Name = "Send again" }).ClickAsync();

        await Expect(asha.Page.GetByRole(AriaRole.Status)).ToContainTextAsync("Your post is published.");
        await Expect(asha.Page.Locator("article").First).ToContainTextAsync("Regatta on Sunday, bring water.");
    }

    [Fact]
    public async Task A_text_of_a_member_is_not_sent_in_the_name_of_the_next_one_and_is_kept()
    {
        await web.JoinAsync("bikram", "rowing");
        await using var asha = await web.SignInAsync("Asha Rao", "/groups/rowing");
        await asha.Page.GetByLabel("Your post").FillAsync("Only Asha may say this.");
        var other = await asha.Page.Context.NewPageAsync();
        await other.GotoAsync(web.At("/settings"));
        await other.GetByTitle("Your account").ClickAsync();
        await other.Locator(".top").GetByRole(AriaRole.Button, new() { Name = "Sign out" }).ClickAsync();
        await other.GotoAsync(web.At("/sign-in"));
        await other.GetByRole(AriaRole.Button, new() { Name = "Continue as Bikram Sen" }).ClickAsync();
        await other.WaitForURLAsync(web.At("/"));

        await asha.Page.GetByRole(AriaRole.Button, new() { Name = "Post", Exact = true }).ClickAsync();

        await Expect(asha.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("signed in as Bikram Sen");
        await Expect(asha.Page.GetByLabel("Text")).ToHaveValueAsync("Only Asha may say this.");
        Assert.False(await web.DataSource.ValueAsync<bool>("select exists (select from posts_post where body = 'Only Asha may say this.')"));
    }

    Task EndSessionsAsync(string username) => web.DataSource.SqlAsync(
        $"update accounts_session set expires_at = now() - interval '1 s' where user_id = (select id from accounts_user where username = $1)", username);
}
