using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Bits.Web.Tests;

/// <summary>Finding people, with and without scripts.</summary>
[Slow]
public sealed class DirectoryTests(WebUnderTest web) : IClassFixture<WebUnderTest>
{
    static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Ticking_a_value_narrows_the_list_at_once_and_its_chip_widens_it_again()
    {
        await using var asha = await web.SignInAsync("Asha Rao", "/directory");
        await Expect(asha.Page.Locator("#total")).ToHaveTextAsync("60 people");

        await asha.Page.GetByRole(AriaRole.Checkbox, new() { Name = "Goa" }).CheckAsync();
        await Expect(asha.Page.Locator("#total")).ToHaveTextAsync("15 people");
        await Expect(asha.Page).ToHaveURLAsync(new System.Text.RegularExpressions.Regex(@"campus=goa"));
        await Expect(asha.Page.GetByRole(AriaRole.Checkbox, new() { Name = "Goa" })).ToBeFocusedAsync();
        await asha.Page.GetByRole(AriaRole.Link, new() { Name = "Remove Goa" }).ClickAsync();

        await Expect(asha.Page.Locator("#total")).ToHaveTextAsync("60 people");
        await Expect(asha.Page.GetByRole(AriaRole.Checkbox, new() { Name = "Goa" })).Not.ToBeCheckedAsync();
    }

    [Fact]
    public async Task Filters_that_were_unfolded_on_a_phone_stay_so()
    {
        await using var asha = await web.SignInAsync("Asha Rao", "/settings");
        await asha.Page.SetViewportSizeAsync(390, 844);
        await asha.Page.GotoAsync(web.At("/directory"));
        await Expect(asha.Page.GetByRole(AriaRole.Checkbox, new() { Name = "Goa" })).ToBeHiddenAsync();

        await asha.Page.GetByText("Filters", new() { Exact = true }).ClickAsync();
        await asha.Page.GetByRole(AriaRole.Checkbox, new() { Name = "Goa" }).CheckAsync();

        await Expect(asha.Page.Locator("#total")).ToHaveTextAsync("15 people");
        await Expect(asha.Page.GetByRole(AriaRole.Checkbox, new() { Name = "Goa" })).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Without_scripts_words_values_and_pages_narrow_the_list()
    {
        await using var asha = await web.SignInAsync("Asha Rao", "/directory", javaScript: false);
        await asha.Page.GetByRole(AriaRole.Checkbox, new() { Name = "Goa" }).CheckAsync();
        await asha.Page.GetByRole(AriaRole.Checkbox, new() { Name = "Pilani" }).CheckAsync();
        await asha.Page.GetByRole(AriaRole.Button, new() { Name = "Show people" }).ClickAsync();
        await Expect(asha.Page.Locator("#total")).ToHaveTextAsync("30 people");
        var first = await asha.Page.Locator(".rows strong").AllInnerTextsAsync();

        await asha.Page.GetByRole(AriaRole.Link, new() { Name = "Show more" }).ClickAsync();
        await Expect(asha.Page.Locator(".rows > li")).ToHaveCountAsync(10);
        await Expect(asha.Page.GetByRole(AriaRole.Checkbox, new() { Name = "Pilani" })).ToBeCheckedAsync();
        Assert.Equal(20, first.Count);

        await asha.Page.GetByLabel("Find people").FillAsync("Bikram Sen");
        await asha.Page.GetByRole(AriaRole.Button, new() { Name = "Find", Exact = true }).ClickAsync();
        await Expect(asha.Page.Locator(".rows > li").First).ToContainTextAsync("Bikram Sen");
        await asha.Page.GetByRole(AriaRole.Link, new() { Name = "My connections" }).ClickAsync();
        await Expect(asha.Page.Locator(".rows > li").First).ToContainTextAsync("Connection");
    }

    [Fact]
    public async Task A_person_is_suggested_by_name_in_the_directory_and_at_the_top()
    {
        await using var asha = await web.SignInAsync("Asha Rao", "/directory");
        await asha.Page.GetByLabel("Find people").PressSequentiallyAsync("chitra iy");
        await Expect(asha.Page.Locator("#suggest-people a").First).ToContainTextAsync("Chitra Iyer");
        await asha.Page.Keyboard.PressAsync("ArrowDown");
        await Expect(asha.Page.Locator("#suggest-people a").First).ToBeFocusedAsync();
        await asha.Page.Keyboard.PressAsync("Enter");
        await Expect(asha.Page.Locator("h1")).ToHaveTextAsync("Chitra Iyer");

        await asha.Page.GetByRole(AriaRole.Searchbox, new() { Name = "Search", Exact = true }).PressSequentiallyAsync("esther");
        await asha.Page.Locator("#suggest a", new() { HasText = "Esther Dias" }).ClickAsync();
        await Expect(asha.Page.Locator("h1")).ToHaveTextAsync("Esther Dias");
        await asha.Page.GotoAsync(web.At("/search?q=esther+dias"));
        await asha.Page.GetByRole(AriaRole.Link, new() { Name = "Esther Dias" }).ClickAsync();
        await Expect(asha.Page.Locator("h1")).ToHaveTextAsync("Esther Dias");
    }

    [Fact]
    public async Task The_search_over_everything_finds_people_by_what_each_member_may_see()
    {
        await using var asha = await web.SignInAsync("Asha Rao", "/search?q=bikram+setu"); // his company is for connections: Asha is one
        await Expect(asha.Page.GetByRole(AriaRole.Region, new() { Name = "People" })).ToContainTextAsync("Setu Works");
        var box = asha.Page.GetByRole(AriaRole.Searchbox, new() { Name = "Search", Exact = true });
        await box.ClearAsync();
        await box.PressSequentiallyAsync("setu bikram");
        await Expect(asha.Page.Locator("#suggest a", new() { HasText = "Bikram Sen" })).ToBeVisibleAsync();

        await using var esther = await web.SignInAsync("Esther Dias", "/settings");
        var bikram = await web.PersonAsync("bikram");
        foreach (var path in new[] { "/search?q=bikram+setu", "/search?q=setu+works", "/search/suggest?q=setu+bikram", "/search?q=setu&in=directory" })
        {
            Assert.Contains($"{bikram}", await TextAsync(asha, path), StringComparison.Ordinal);
            Assert.DoesNotContain("Setu Works", await TextAsync(esther, path), StringComparison.Ordinal);
        }

        Assert.DoesNotContain($"{bikram}", await TextAsync(esther, "/search?q=setu+works"), StringComparison.Ordinal);
        await asha.Page.GotoAsync(web.At("/search?q=asha&in=directory"));
        await asha.Page.GetByRole(AriaRole.Link, new() { Name = "in the directory" }).ClickAsync();
        await Expect(asha.Page.Locator("h1")).ToHaveTextAsync("Directory");
    }

    [Fact]
    public async Task The_author_of_a_post_and_a_member_of_a_group_lead_to_their_pages()
    {
        await using var asha = await web.SignInAsync("Asha Rao", "/groups/rowing/members");
        var member = asha.Page.Locator("ul.people a").First;
        var name = await member.InnerTextAsync();
        await member.ClickAsync();
        await Expect(asha.Page.Locator("h1")).ToHaveTextAsync(name);

        await asha.Page.GotoAsync(web.At("/"));
        var author = asha.Page.Locator("article header strong a").First;
        name = await author.InnerTextAsync();
        await author.ClickAsync();
        await Expect(asha.Page.Locator("h1")).ToHaveTextAsync(name);
    }

    [Fact]
    public async Task A_field_that_a_member_may_not_see_is_in_no_page_and_in_no_file()
    {
        var bikram = await web.PersonAsync("bikram"); // shows his company to connections: Asha is one, Esther is not
        await using var asha = await web.SignInAsync("Asha Rao", $"/people/{bikram}");
        await Expect(asha.Page.Locator("main")).ToContainTextAsync("Setu Works");

        await using var esther = await web.SignInAsync("Esther Dias", $"/people/{bikram}");
        foreach (var path in new[] { $"/people/{bikram}", "/directory?q=bikram+sen", "/search?q=bikram", "/directory/suggest?q=bikram", "/directory/people.csv?q=bikram" })
        {
            var html = await TextAsync(esther, path);
            Assert.Contains("Bikram Sen", html, StringComparison.Ordinal);
            Assert.DoesNotContain("Setu Works", html, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain("Project Manager", html, StringComparison.Ordinal);
        }

        Assert.DoesNotContain($"person-{bikram}", await TextAsync(esther, "/directory?company=setu+works"), StringComparison.Ordinal);
        Assert.DoesNotContain($"person-{bikram}", await TextAsync(esther, "/directory?q=bikram+setu"), StringComparison.Ordinal);
        Assert.Contains($"person-{bikram}", await TextAsync(asha, "/directory?q=bikram+setu"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_people_of_a_search_are_exported_as_a_file_that_no_browser_runs()
    {
        await using var asha = await web.SignInAsync("Asha Rao", "/directory?q=bikram+sen");
        await asha.Page.GetByRole(AriaRole.Button, new() { Name = "Export" }).ClickAsync();
        var file = await asha.Page.RunAndWaitForDownloadAsync(() => asha.Page.GetByRole(AriaRole.Link, new() { Name = "Download" }).ClickAsync());
        Assert.Equal("people.csv", file.SuggestedFilename);
        var lines = await File.ReadAllLinesAsync((await file.PathAsync())!, Ct);
        Assert.Equal("name,batch,campus,headline,title,company,city", lines[0]);
        Assert.Contains(lines, line => line.StartsWith("Bikram Sen,", StringComparison.Ordinal) && line.Contains("Setu Works", StringComparison.Ordinal));

        var answer = await asha.Page.APIRequest.GetAsync(web.At("/directory/people.csv?q=bikram+sen"));
        Assert.Equal("attachment; filename=\"people.csv\"", answer.Headers["content-disposition"]);
        Assert.Equal("default-src 'none'; sandbox", answer.Headers["content-security-policy"]);
        Assert.Equal(("nosniff", "no-store"), (answer.Headers["x-content-type-options"], answer.Headers["cache-control"]));
    }

    [Fact]
    public async Task At_the_limit_of_the_day_every_page_says_so_and_keeps_the_search()
    {
        var divya = await web.PersonAsync("divya");
        await web.DataSource.ValueAsync<long>(
            """
            with seen as (
                insert into directory_seen (user_id, day, person_id)
                select $1, (now() at time zone 'utc')::date, gen_random_uuid() from generate_series(1, 1500)
                returning 1)
            select count(*) from seen
            """, divya);
        await using var tab = await web.SignInAsync("Divya Nair", "/settings");

        foreach (var path in new[] { "/directory?q=chitra", $"/people/{await web.PersonAsync("chitra")}", "/directory/people.csv?q=chitra" })
        {
            Assert.Equal(429, (await tab.Page.GotoAsync(web.At(path)))!.Status);
            await Expect(tab.Page.GetByRole(AriaRole.Status)).ToContainTextAsync("You have seen 1,500 different people today");
        }

        await tab.Page.GotoAsync(web.At("/directory?q=chitra"));
        await Expect(tab.Page.GetByLabel("Find people")).ToHaveValueAsync("chitra");
        Assert.Equal(200, (await tab.Page.GotoAsync(web.At("/people/me")))!.Status);
    }

    async Task<string> TextAsync(BrowserTab tab, string path) => await (await tab.Page.APIRequest.GetAsync(web.At(path))).TextAsync();
}
