using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Bits.Web.Tests;

/// <summary>What holds of every page.</summary>
[Slow]
public sealed class PagesTests(WebUnderTest web) : IClassFixture<WebUnderTest>
{
    const int MostBytesAtFirst = 120 * 1024;

    static readonly string[] Pages =
    [
        "/", "/groups", "/groups?q=rowing", "/groups?q=qqxxqq", "/groups/new", "/groups/rowing", "/groups/rowing/members",
        "/groups/rowing/members?role=moderator", "/groups/rowing/members?q=qqxx", "/groups/rowing/requests", "/groups/rowing/invite", "/groups/rowing/banned",
        "/groups/rowing/log", "/groups/rowing/settings", "/groups/rowing/reports", "/groups/rowing/reports?decided=yes", "/posts/FIRST", "/write", "/appeals",
        "/posts/FIRST/edits", "/groups?topic=sports",
        "/directory", "/directory?q=asha&campus=pilani&campus=goa", "/directory?q=qqxxqq", "/directory?within=connections", "/people/PERSON",
        "/people/me", "/people/me?as=stranger", "/people/me/edit", "/connections", "/connections?view=received", "/connections?view=requested",
        "/search", "/search?q=saturday", "/search?q=asha", "/search?q=qqxxqq", "/notifications", "/notifications?show=unread", "/notifications?kind=posts.mention",
        "/notifications/NOTE/why", "/mentorship", "/settings", "/settings/notifications", "/settings/recommendations", "/join/3f9c2d", "/sign-in", "/nowhere",
    ];

    // With the post that has the most comments.
    async Task<IReadOnlyList<string>> PathsAsync()
    {
        var post = await web.DataSource.ValueAsync<Guid>("select id from posts_post order by comments desc, id limit 1");
        var note = await web.NotificationAsync("asha");
        var person = await web.PersonAsync("esther");
        return
        [
            .. Pages.Select(path => path.Replace("FIRST", post.ToString(), StringComparison.Ordinal)
                .Replace("PERSON", person.ToString(), StringComparison.Ordinal)
                .Replace("NOTE", note.ToString(), StringComparison.Ordinal)),
        ];
    }

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_page_is_whole_and_accessible_asks_no_other_host_and_breaks_no_policy_in_light_dark_and_narrow()
    {
        await using var tab = await web.SignInAsync("Asha Rao");
        var look = await PageLook.CreateAsync(tab, Ct);
        foreach (var path in await PathsAsync())
            await look.AtAsync(web.At(path), path == "/nowhere" ? 404 : 200);

        look.AssertWhole(web.Address);
    }

    [Fact]
    public async Task The_first_page_takes_at_most_120_kib_and_the_second_asks_for_no_file_again()
    {
        await using var tab = await web.SignInAsync("Asha Rao");
        await tab.Page.WaitForLoadStateAsync(LoadState.Load);
        var first = await tab.BytesAsync();
        tab.Finished.Clear();

        await tab.Page.GetByRole(AriaRole.Navigation, new() { Name = "Main" }).GetByText("Groups").ClickAsync();
        await Expect(tab.Page.Locator("h1")).ToHaveTextAsync("Groups");

        Assert.InRange(first, 10_000, MostBytesAtFirst);
        Assert.DoesNotContain(tab.Finished, request =>
            request.Url.Contains("/assets/", StringComparison.Ordinal) && !request.Url.EndsWith("icon.svg", StringComparison.Ordinal)); // it comes late
    }

    [Fact]
    public async Task A_hit_marks_what_it_matched_and_shows_text_as_text()
    {
        await using var tab = await web.SignInAsync("Asha Rao", "/groups/chess");
        await tab.Page.GetByLabel("Your post").FillAsync("A zwischenzug in <b>one</b> line & more");
        await tab.Page.GetByRole(AriaRole.Button, new() { Name = "Post", Exact = true }).ClickAsync();
        await Expect(tab.Page.GetByRole(AriaRole.Status)).ToContainTextAsync("published");

        await tab.Page.GotoAsync(web.At("/search?q=zwischenzug"));

        await Expect(tab.Page.Locator(".hits a").First).ToHaveTextAsync("A zwischenzug in <b>one</b> line & more");
        await Expect(tab.Page.Locator(".hits mark").First).ToHaveTextAsync("zwischenzug");
    }

    [Fact]
    public async Task The_keyboard_reaches_search_its_suggestions_and_the_content()
    {
        await using var tab = await web.SignInAsync("Asha Rao");

        await tab.Page.Keyboard.PressAsync("/");
        await tab.Page.Keyboard.TypeAsync("rowing");
        await Expect(tab.Page.Locator("#suggest a").First).ToBeVisibleAsync();
        await tab.Page.Keyboard.PressAsync("ArrowDown");
        await Expect(tab.Page.Locator("#suggest a").First).ToBeFocusedAsync();
        await tab.Page.Keyboard.PressAsync("Escape");
        await Expect(tab.Page.Locator("#suggest")).ToBeHiddenAsync();
        await Expect(tab.Page.Locator("[data-search]")).ToBeFocusedAsync();
    }
}
