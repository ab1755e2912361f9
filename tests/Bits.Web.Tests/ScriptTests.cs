using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Bits.Web.Tests;

/// <summary>What the scripts do around a page: a bad connection, the way back, the place on the page.</summary>
[Slow]
public sealed class ScriptTests(WebUnderTest web) : IClassFixture<WebUnderTest>
{
    [Fact]
    public async Task A_form_that_finds_no_connection_says_so_keeps_its_text_and_is_sent_again()
    {
        await using var asha = await web.SignInAsync("Asha Rao", "/groups/chess");
        await asha.Page.GetByLabel("Your post").FillAsync("Sent from a train.");
        var post = asha.Page.GetByRole(AriaRole.Button, new() { Name = "Post", Exact = true });
        await asha.Page.Context.SetOfflineAsync(true);

        await post.ClickAsync();

        await Expect(asha.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("Not sent. Check your connection, then try again.");
        await Expect(post).ToBeEnabledAsync();
        await Expect(asha.Page.GetByLabel("Your post")).ToHaveValueAsync("Sent from a train.");
        await asha.Page.Context.SetOfflineAsync(false);
        await post.ClickAsync();
        await Expect(asha.Page.GetByRole(AriaRole.Status)).ToContainTextAsync("Your post is published.");
        await Expect(asha.Page.GetByRole(AriaRole.Alert)).ToHaveCountAsync(0);
    }

    [Theory]
    [InlineData(502, "")]
    [InlineData(500, "default-src 'none'")]
    public async Task The_error_of_a_proxy_or_of_the_server_leaves_the_page_as_it_is(int status, string policy)
    {
        await using var asha = await web.SignInAsync("Asha Rao", "/groups/chess");
        await asha.Page.RouteAsync("**/write", route => route.FulfillAsync(new()
        {
            Status = status,
            Headers = new Dictionary<string, string> { ["Content-Type"] = "text/html", ["Content-Security-Policy"] = policy },
            Body = "<h1>An error</h1>",
        }));
        await asha.Page.GetByLabel("Your post").FillAsync("Sent through a proxy.");

        await asha.Page.GetByRole(AriaRole.Button, new() { Name = "Post", Exact = true }).ClickAsync();

        await Expect(asha.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("Not sent.");
        await Expect(asha.Page.GetByLabel("Your post")).ToHaveValueAsync("Sent through a proxy.");
    }

    [Fact]
    public async Task The_way_back_shows_live_buttons_and_keeps_no_page_in_the_browser()
    {
        await using var asha = await web.SignInAsync("Asha Rao", "/groups/chess");
        await asha.Page.GetByLabel("Your post").FillAsync("A post before the way back.");
        await asha.Page.GetByRole(AriaRole.Button, new() { Name = "Preview" }).ClickAsync();
        await Expect(asha.Page.Locator(".preview")).ToBeVisibleAsync();

        await asha.Page.GoBackAsync();

        await Expect(asha.Page.Locator("h1")).ToHaveTextAsync("Chess");
        await Expect(asha.Page.GetByRole(AriaRole.Button, new() { Name = "Post", Exact = true })).ToBeEnabledAsync();
        Assert.Null(await asha.Page.EvaluateAsync<string?>("sessionStorage.getItem('htmx-history-cache')"));
    }

    [Fact]
    public async Task A_member_who_searches_before_the_next_page_has_settled_goes_on_searching()
    {
        await using var asha = await web.SignInAsync("Asha Rao");
        await asha.Page.EvaluateAsync("document.addEventListener('htmx:afterSwap', () => document.querySelector('[data-search]').focus(), { once: true })");

        await asha.Page.GetByRole(AriaRole.Navigation, new() { Name = "Main" }).GetByText("Groups").ClickAsync();
        await Expect(asha.Page.Locator("h1")).ToHaveTextAsync("Groups");
        await Expect(asha.Page.Locator(".htmx-settling")).ToHaveCountAsync(0);
        await asha.Page.Keyboard.TypeAsync("rowing");

        await Expect(asha.Page.Locator("#suggest a").First).ToBeVisibleAsync();
    }

    [Fact]
    public async Task The_next_page_of_a_list_begins_at_its_top()
    {
        await web.DataSource.SqlAsync(
            """
            insert into posts_post (id, scope, author_id, body, created_at)
            select gen_random_uuid(), 'group:' || $1::uuid, u.id, 'Post ' || i, now() - make_interval(mins => i)
            from accounts_user u, generate_series(1, 60) i
            where u.username = 'asha'
            """, await web.GroupAsync("rowing"));
        await using var asha = await web.SignInAsync("Asha Rao", "/groups/rowing");
        await asha.Page.GetByRole(AriaRole.Link, new() { Name = "Show more" }).ClickAsync();

        await Expect(asha.Page.GetByText("Back to the beginning")).ToBeAttachedAsync();
        await Expect(asha.Page.Locator("#main")).ToBeFocusedAsync();
        Assert.Equal(0, await asha.Page.EvaluateAsync<double>("scrollY"));
    }

    [Fact]
    public async Task A_reaction_leaves_the_page_in_its_place_and_the_focus_at_the_reactions()
    {
        await using var asha = await web.SignInAsync("Asha Rao");
        var reactions = asha.Page.Locator("article .reactions").Nth(10);
        await reactions.Locator("summary").ClickAsync();
        var before = await asha.Page.EvaluateAsync<double>("scrollY");
        Assert.True(before > 200);

        await asha.Page.RunAndWaitForResponseAsync(
            () => reactions.Locator(".sheet button[title=Insightful]").ClickAsync(), answer => answer.Url == web.At("/"));

        await Expect(reactions.Locator("button[aria-pressed=true]").First).ToBeFocusedAsync();
        Assert.InRange(await asha.Page.EvaluateAsync<double>("scrollY"), before - 60, before + 60);
    }
}
