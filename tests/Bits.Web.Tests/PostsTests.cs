using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Bits.Web.Tests;

/// <summary>What members do with posts, and moderators with reports.</summary>
[Slow]
public sealed class PostsTests(WebUnderTest web) : IClassFixture<WebUnderTest>
{
    [Fact]
    public async Task A_comment_and_a_reply_reach_the_other_at_once_and_a_reaction_counts_once()
    {
        await using var asha = await web.SignInAsync("Asha Rao", "/groups/chess");
        await PostAsync(asha, "Who plays the **Grünfeld**?");
        var address = await OpenFirstAsync(asha);
        await web.JoinAsync("bikram", "chess");
        await using var bikram = await web.SignInAsync("Bikram Sen", address);
        await asha.Page.GotoAsync(web.At("/settings"));
        var before = await WebUnderTest.UnreadAsync(asha);

        await bikram.Page.GetByLabel("Your comment").FillAsync("Only when I must, @asha.");
        await bikram.Page.GetByRole(AriaRole.Button, new() { Name = "Comment", Exact = true }).ClickAsync();
        await Expect(bikram.Page.Locator(".comment")).ToContainTextAsync("Only when I must, @Asha Rao.");
        await Expect(asha.Page.Locator(".badge b")).ToHaveTextAsync($"{before + 1}", new() { Timeout = 60_000 });

        await asha.Page.GotoAsync(web.At("/notifications"));
        await asha.Page.GetByRole(AriaRole.Button, new() { Name = "Bikram Sen commented on your post in Chess" }).ClickAsync();
        await asha.Page.Locator(".reply summary").ClickAsync();
        await asha.Page.GetByLabel("Your reply to Bikram Sen").FillAsync("Coward.");
        await asha.Page.Locator(".reply").GetByRole(AriaRole.Button, new() { Name = "Reply", Exact = true }).ClickAsync();
        await Expect(asha.Page.Locator(".comment .comment")).ToContainTextAsync("Coward.");

        await ReactAsync(bikram, "Insightful");
        await Expect(bikram.Page.GetByRole(AriaRole.Button, new() { Name = "Insightful, 1" })).ToHaveAttributeAsync("aria-pressed", "true");
        await ReactAsync(bikram, "Funny");
        await Expect(bikram.Page.GetByRole(AriaRole.Button, new() { Name = "Insightful, 1" })).ToHaveCountAsync(0);
        await bikram.Page.GetByRole(AriaRole.Button, new() { Name = "Funny, 1" }).ClickAsync();
        await Expect(bikram.Page.GetByRole(AriaRole.Button, new() { Name = "Funny, 1" })).ToHaveCountAsync(0);
        Assert.Empty(bikram.Complaints);
    }

    [Fact]
    public async Task Without_scripts_a_post_is_edited_with_its_earlier_text_kept_and_then_removed()
    {
        await using var asha = await web.SignInAsync("Asha Rao", "/groups/chess", javaScript: false);
        await PostAsync(asha, "Study at six.");
        var address = await OpenFirstAsync(asha);

        await MoreAsync(asha, "Edit");
        await asha.Page.Locator("[popover]:popover-open textarea").FillAsync("Study at *seven*.");
        await asha.Page.Locator("[popover]:popover-open").GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await Expect(asha.Page.Locator(".post em")).ToHaveTextAsync("seven");
        await asha.Page.GetByRole(AriaRole.Link, new() { Name = "edited" }).ClickAsync();
        await Expect(asha.Page.Locator("article")).ToContainTextAsync("Study at six.");

        await asha.Page.GotoAsync(web.At(address));
        await MoreAsync(asha, "Remove");
        await asha.Page.Locator("[popover]:popover-open").GetByRole(AriaRole.Button, new() { Name = "Remove" }).ClickAsync();
        await Expect(asha.Page.GetByRole(AriaRole.Status)).ToContainTextAsync("The post is removed.");
        Assert.Equal(404, (await asha.Page.GotoAsync(web.At(address)))!.Status);
    }

    [Fact]
    public async Task A_report_is_decided_by_a_moderator_who_may_undo_it()
    {
        await web.JoinAsync("bikram", "rowing");
        await web.JoinAsync("chitra", "rowing");
        await using var bikram = await web.SignInAsync("Bikram Sen", "/groups/rowing");
        await PostAsync(bikram, "Watches, half price.");
        var address = await OpenFirstAsync(bikram);
        await using var chitra = await web.SignInAsync("Chitra Iyer", address);

        await MoreAsync(chitra, "Report");
        await chitra.Page.Locator("[popover]:popover-open textarea").FillAsync("Advertising.");
        await chitra.Page.Locator("[popover]:popover-open").GetByRole(AriaRole.Button, new() { Name = "Report" }).ClickAsync();
        await Expect(chitra.Page.GetByRole(AriaRole.Status)).ToContainTextAsync("Thank you");

        await using var asha = await web.SignInAsync("Asha Rao", "/notifications");
        await asha.Page.GetByRole(AriaRole.Button, new() { Name = "A member reported a post in Rowing" }).First.ClickAsync();
        var report = asha.Page.Locator("article", new() { HasText = "Watches, half price." });
        await Expect(report).ToContainTextAsync("Advertising.");
        await report.GetByLabel("Reason").FillAsync("No sales here.");
        await report.GetByRole(AriaRole.Button, new() { Name = "Decide" }).ClickAsync();
        await Expect(asha.Page.GetByRole(AriaRole.Status)).ToContainTextAsync("The decision is made");
        Assert.Equal(404, (await chitra.Page.GotoAsync(web.At(address)))!.Status);

        await asha.Page.GotoAsync(web.At("/groups/rowing/reports?decided=yes"));
        await report.GetByRole(AriaRole.Button, new() { Name = "Undo" }).ClickAsync();
        await asha.Page.Locator("[popover]:popover-open textarea").FillAsync("They were a gift.");
        await asha.Page.Locator("[popover]:popover-open").GetByRole(AriaRole.Button, new() { Name = "Undo" }).ClickAsync();
        await Expect(report).ToContainTextAsync("Removed, undone");
        Assert.Equal(200, (await chitra.Page.GotoAsync(web.At(address)))!.Status);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_post_is_previewed_with_its_links_and_a_fault_keeps_what_was_typed(bool javaScript)
    {
        var text = $"**Simultaneous** display, {string.Join(" ", Enumerable.Repeat("and more", 400))}";
        await using var asha = await web.SignInAsync("Asha Rao", "/groups/chess", javaScript);
        await asha.Page.GetByLabel("Your post").FillAsync(text);
        await asha.Page.GetByRole(AriaRole.Button, new() { Name = "Preview" }).ClickAsync();
        await Expect(asha.Page.Locator(".preview strong")).ToHaveTextAsync("Simultaneous");
        await Expect(asha.Page.Locator("select[name=scope]")).ToHaveValueAsync($"group:{await web.GroupAsync("chess")}");

        await asha.Page.GetByText("Links", new() { Exact = true }).ClickAsync();
        await asha.Page.GetByLabel("Link 1").FillAsync("no address");
        await asha.Page.GetByRole(AriaRole.Button, new() { Name = "Post", Exact = true }).ClickAsync();
        await Expect(asha.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("https://");
        await Expect(asha.Page.Locator("textarea[name=body]")).ToHaveValueAsync(text);
        await asha.Page.GetByLabel("Link 1").FillAsync("https://example.org/board The board");
        await asha.Page.GetByRole(AriaRole.Button, new() { Name = "Post", Exact = true }).ClickAsync();

        await Expect(asha.Page.GetByRole(AriaRole.Status)).ToContainTextAsync("Your post is published.");
        await Expect(asha.Page.Locator("h1")).ToHaveTextAsync("Chess");
        await Expect(asha.Page.Locator(".post .linked").First).ToContainTextAsync("The board");
        await asha.Page.GotoAsync(web.At("/"));
        await Expect(asha.Page.Locator(".post .linked").First).ToContainTextAsync("example.org");
    }

    [Fact]
    public async Task An_author_appeals_and_somebody_with_a_higher_role_undoes_the_decision()
    {
        await web.JoinAsync("bikram", "rowing");
        await web.JoinAsync("chitra", "rowing");
        await web.DataSource.SqlAsync(
            "update memberships_membership set role = 'moderator' where user_id = (select id from accounts_user where username = 'chitra') and scope_id = $1",
            $"{await web.GroupAsync("rowing")}");
        await using var bikram = await web.SignInAsync("Bikram Sen", "/groups/rowing");
        await PostAsync(bikram, "An oar to give away.");
        var address = await OpenFirstAsync(bikram);
        await using var asha = await web.SignInAsync("Asha Rao", address);
        await MoreAsync(asha, "Report");
        await asha.Page.Locator("[popover]:popover-open textarea").FillAsync("A sale?");
        await asha.Page.Locator("[popover]:popover-open").GetByRole(AriaRole.Button, new() { Name = "Report" }).ClickAsync();
        await Expect(asha.Page.GetByRole(AriaRole.Status)).ToContainTextAsync("Thank you");
        await using var chitra = await web.SignInAsync("Chitra Iyer", "/groups/rowing/reports");
        var report = chitra.Page.Locator("article", new() { HasText = "An oar to give away." });
        await report.GetByLabel("Reason").FillAsync("No sales here.");
        await report.GetByRole(AriaRole.Button, new() { Name = "Decide" }).ClickAsync();
        await Expect(chitra.Page.GetByRole(AriaRole.Status)).ToContainTextAsync("The decision is made");

        await bikram.Page.GotoAsync(web.At("/notifications"));
        await bikram.Page.GetByRole(AriaRole.Button, new() { Name = "The moderators of Rowing removed your post" }).ClickAsync();
        await Expect(bikram.Page.Locator("h1")).ToHaveTextAsync("Your post was removed");
        await bikram.Page.GetByLabel("Tell why").FillAsync("I give it away.");
        await bikram.Page.GetByRole(AriaRole.Button, new() { Name = "Appeal" }).ClickAsync();
        await Expect(bikram.Page.GetByText("Waiting for an answer")).ToBeVisibleAsync();

        await asha.Page.GotoAsync(web.At("/appeals"));
        var appeal = asha.Page.Locator("article", new() { HasText = "An oar to give away." });
        await Expect(appeal).ToContainTextAsync("I give it away.");
        await appeal.GetByLabel("Answer").SelectOptionAsync("granted");
        await appeal.GetByLabel("Reason").FillAsync("A gift is no sale.");
        await appeal.GetByRole(AriaRole.Button, new() { Name = "Answer" }).ClickAsync();
        await Expect(asha.Page.GetByRole(AriaRole.Status)).ToContainTextAsync("The appeal is answered");

        Assert.Equal(200, (await bikram.Page.GotoAsync(web.At(address)))!.Status);
        await bikram.Page.GotoAsync(web.At("/notifications"));
        await bikram.Page.GetByRole(AriaRole.Button, new() { Name = "Your appeal in Rowing is granted" }).ClickAsync();
        await Expect(bikram.Page.Locator("h1")).ToHaveTextAsync("The decision on your post is undone");
    }

    [Fact]
    public async Task A_group_that_becomes_secret_is_gone_for_others_in_the_next_request()
    {
        await using var asha = await web.SignInAsync("Asha Rao", "/groups/jazz/settings");
        await web.LeaveAsync("esther", "jazz");
        await using var esther = await web.SignInAsync("Esther Dias", "/groups/jazz");
        var id = await web.GroupAsync("jazz");

        await asha.Page.GetByText("Secret", new() { Exact = true }).CheckAsync();
        await asha.Page.GetByLabel("Who may join").SelectOptionAsync("invitation");
        await asha.Page.GetByRole(AriaRole.Button, new() { Name = "Save" }).First.ClickAsync();
        await Expect(asha.Page.GetByRole(AriaRole.Status)).ToContainTextAsync("The settings are saved.");

        Assert.Equal(404, (await esther.Page.GotoAsync(web.At($"/groups/{id}")))!.Status);
        Assert.Equal(404, (await esther.Page.GotoAsync(web.At("/groups/jazz")))!.Status);
        await esther.Page.GotoAsync(web.At("/groups?q=jazz"));
        await Expect(esther.Page.GetByText("No group matches")).ToBeVisibleAsync();
    }

    static async Task PostAsync(BrowserTab tab, string body)
    {
        await tab.Page.GetByLabel("Your post").FillAsync(body);
        await tab.Page.GetByRole(AriaRole.Button, new() { Name = "Post", Exact = true }).ClickAsync();
        await Expect(tab.Page.GetByRole(AriaRole.Status)).ToContainTextAsync("Your post is published.");
    }

    // Opens the page of the first post, and returns its address.
    static async Task<string> OpenFirstAsync(BrowserTab tab)
    {
        await tab.Page.Locator(".post footer a").First.ClickAsync();
        await Expect(tab.Page.Locator("#comments")).ToBeVisibleAsync();
        return new Uri(tab.Page.Url).AbsolutePath;
    }

    static async Task MoreAsync(BrowserTab tab, string action)
    {
        await tab.Page.Locator(".more summary").First.ClickAsync();
        await tab.Page.Locator(".more").First.GetByRole(AriaRole.Button, new() { Name = action, Exact = true }).First.ClickAsync();
    }

    static async Task ReactAsync(BrowserTab tab, string kind)
    {
        await tab.Page.Locator(".post .choice-of-six summary").ClickAsync();
        await tab.Page.Locator(".post .choice-of-six").GetByRole(AriaRole.Button, new() { Name = kind, Exact = true }).ClickAsync();
    }
}
