using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Bits.Web.Tests;

/// <summary>What members do in groups, with and without scripts.</summary>
[Slow]
public sealed class GroupsTests(WebUnderTest web) : IClassFixture<WebUnderTest>
{
    [Fact]
    public async Task A_member_of_a_group_is_found_by_name_without_scripts_too()
    {
        await using var asha = await web.SignInAsync("Asha Rao", javaScript: false);
        await asha.Page.GotoAsync(web.At("/groups/rowing/members"));
        await asha.Page.GetByRole(AriaRole.Searchbox, new() { Name = "Find a member" }).FillAsync("Asha R");
        await asha.Page.GetByRole(AriaRole.Button, new() { Name = "Find", Exact = true }).ClickAsync();

        await Expect(asha.Page.Locator("ul.people li").First).ToContainTextAsync("Asha R");
        Assert.All(await asha.Page.Locator("ul.people strong").AllInnerTextsAsync(), name => Assert.Contains("Asha", name, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_member_finds_a_group_while_typing_joins_it_and_posts_and_the_owner_hears_of_it_at_once()
    {
        await web.LeaveAsync("bikram", "chess");
        await using var asha = await web.SignInAsync("Asha Rao", "/settings");
        await using var bikram = await web.SignInAsync("Bikram Sen");

        await bikram.Page.GetByRole(AriaRole.Searchbox, new() { Name = "Search", Exact = true }).PressSequentiallyAsync("ches");
        await bikram.Page.Locator("#suggest a", new() { HasText = "Blitz on Thursdays" }).ClickAsync();
        await bikram.Page.GetByRole(AriaRole.Button, new() { Name = "Join", Exact = true }).ClickAsync();
        await Expect(bikram.Page.GetByRole(AriaRole.Status)).ToContainTextAsync("Welcome to Chess.");
        var before = await WebUnderTest.UnreadAsync(asha);
        await bikram.Page.GetByLabel("Your post").FillAsync("Who plays the Najdorf?");
        await bikram.Page.GetByRole(AriaRole.Button, new() { Name = "Post", Exact = true }).ClickAsync();

        await Expect(bikram.Page.Locator("article").First).ToContainTextAsync("Who plays the Najdorf?");
        await Expect(asha.Page.Locator(".badge b")).ToHaveTextAsync($"{before + 1}", new() { Timeout = 60_000 });
        await asha.Page.GotoAsync(web.At("/notifications"));
        await asha.Page.GetByRole(AriaRole.Button, new() { Name = "Bikram Sen posted in Chess" }).ClickAsync();
        await Expect(asha.Page.Locator("article").First).ToContainTextAsync("Who plays the Najdorf?");
    }

    [Fact]
    public async Task Without_scripts_a_group_is_founded_and_a_request_is_sent_and_approved()
    {
        await using var chitra = await web.SignInAsync("Chitra Iyer", "/groups/new", javaScript: false);
        await chitra.Page.GetByLabel("Name", new() { Exact = true }).FillAsync("Kites of Pilani");
        await chitra.Page.GetByLabel("Address").FillAsync("chess");
        await chitra.Page.GetByText("Private", new() { Exact = true }).CheckAsync();
        await chitra.Page.GetByRole(AriaRole.Button, new() { Name = "Create group" }).ClickAsync();
        await Expect(chitra.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("There is a group called chess already");
        await Expect(chitra.Page.GetByLabel("Name", new() { Exact = true })).ToHaveValueAsync("Kites of Pilani");
        await chitra.Page.GetByLabel("Address").FillAsync("kites");
        await chitra.Page.GetByRole(AriaRole.Button, new() { Name = "Create group" }).ClickAsync();
        await Expect(chitra.Page.Locator("h1")).ToHaveTextAsync("Kites of Pilani");

        await using var esther = await web.SignInAsync("Esther Dias", "/groups/kites", javaScript: false);
        await Expect(esther.Page.GetByText("Only members read the posts")).ToBeVisibleAsync();
        await esther.Page.Locator("[popovertarget=request]:not([popovertargetaction])").ClickAsync();
        await esther.Page.GetByLabel("Message to the moderators").FillAsync("I fly on Sundays.");
        await esther.Page.GetByRole(AriaRole.Button, new() { Name = "Send request" }).ClickAsync();
        await Expect(esther.Page.GetByText("Request pending")).ToBeVisibleAsync();

        await chitra.Page.GotoAsync(web.At("/groups/kites/requests"));
        await Expect(chitra.Page.Locator(".people li")).ToContainTextAsync("I fly on Sundays.");
        await chitra.Page.GetByRole(AriaRole.Button, new() { Name = "Approve" }).ClickAsync();
        await Expect(chitra.Page.GetByRole(AriaRole.Status)).ToContainTextAsync("Esther Dias is now a member.");

        await esther.Page.GotoAsync(web.At("/groups/kites"));
        await esther.Page.GetByLabel("Your post").FillAsync("Wind on Sunday, <b>7 am</b>.");
        await esther.Page.GetByRole(AriaRole.Button, new() { Name = "Post", Exact = true }).ClickAsync();
        await Expect(esther.Page.Locator("article").First).ToContainTextAsync("Wind on Sunday, <b>7 am</b>.");
    }

    [Fact]
    public async Task An_owner_invites_by_a_link_gives_a_role_bans_and_lifts_the_ban()
    {
        await using var asha = await web.SignInAsync("Asha Rao", "/groups/founders-circle/invite");
        await asha.Page.GetByRole(AriaRole.Button, new() { Name = "Make a link" }).ClickAsync();
        var link = await asha.Page.GetByLabel("Send it to the person").InputValueAsync();

        await using var divya = await web.SignInAsync("Divya Nair", new Uri(link).AbsolutePath);
        await divya.Page.GetByRole(AriaRole.Button, new() { Name = "Accept" }).ClickAsync();
        await Expect(divya.Page.Locator(".tiles").First).ToContainTextAsync("Founders' Circle");

        await asha.Page.GotoAsync(web.At("/groups/founders-circle/members"));
        await asha.Page.GetByRole(AriaRole.Button, new() { Name = "Role of Divya Nair" }).ClickAsync();
        await asha.Page.Locator("[popover]:popover-open select").SelectOptionAsync("moderator");
        await asha.Page.Locator("[popover]:popover-open").GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await Expect(asha.Page.GetByRole(AriaRole.Status)).ToContainTextAsync("Divya Nair has a new role.");
        await Expect(asha.Page.Locator(".people li", new() { HasText = "Divya Nair" }).Locator(".chip")).ToHaveTextAsync("Moderator");

        await asha.Page.GetByRole(AriaRole.Button, new() { Name = "Ban Divya Nair" }).ClickAsync();
        await asha.Page.Locator("[popover]:popover-open textarea").FillAsync("Leaked the minutes.");
        await asha.Page.Locator("[popover]:popover-open").GetByRole(AriaRole.Button, new() { Name = "Ban", Exact = true }).ClickAsync();
        await Expect(asha.Page.GetByRole(AriaRole.Status)).ToContainTextAsync("Divya Nair is banned.");

        await asha.Page.GotoAsync(web.At("/groups/founders-circle/banned"));
        await asha.Page.GetByRole(AriaRole.Button, new() { Name = "Lift ban of Divya Nair" }).ClickAsync();
        await asha.Page.Locator("[popover]:popover-open textarea").FillAsync("Apologised.");
        await asha.Page.Locator("[popover]:popover-open").GetByRole(AriaRole.Button, new() { Name = "Lift ban" }).ClickAsync();
        await Expect(asha.Page.GetByText("No user is banned")).ToBeVisibleAsync();
    }
}
