using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Bits.Web.Tests;

/// <summary>How members connect, with and without scripts.</summary>
[Slow]
public sealed class ConnectionsTests(WebUnderTest web) : IClassFixture<WebUnderTest>
{
    [Fact]
    public async Task A_request_with_a_note_rings_the_bell_of_the_other_and_is_accepted_on_the_page_it_opens()
    {
        await using var bikram = await web.SignInAsync("Bikram Sen", "/settings");
        await using var esther = await web.SignInAsync("Esther Dias", $"/people/{await web.PersonAsync("bikram")}");
        var before = await WebUnderTest.UnreadAsync(bikram);

        await esther.Page.GetByRole(AriaRole.Button, new() { Name = "Connect", Exact = true }).ClickAsync();
        await esther.Page.GetByLabel("Message").FillAsync("I write about bridges.");
        await esther.Page.GetByRole(AriaRole.Button, new() { Name = "Send request" }).ClickAsync();
        await Expect(esther.Page.GetByRole(AriaRole.Status)).ToContainTextAsync("Bikram Sen has your request.");
        await Expect(esther.Page.GetByText("Request sent")).ToBeVisibleAsync();

        await Expect(bikram.Page.Locator(".badge b")).ToHaveTextAsync($"{before + 1}");
        await bikram.Page.GotoAsync(web.At("/notifications"));
        await bikram.Page.GetByRole(AriaRole.Button, new() { Name = "Esther Dias wants to connect with you" }).ClickAsync();
        await Expect(bikram.Page.Locator("h1")).ToHaveTextAsync("Esther Dias");
        await Expect(bikram.Page.Locator("main")).ToContainTextAsync("I write about bridges.");
        await bikram.Page.GetByRole(AriaRole.Button, new() { Name = "Accept the request of Esther Dias" }).ClickAsync();
        await Expect(bikram.Page.GetByRole(AriaRole.Status)).ToContainTextAsync("Esther Dias is now your connection.");

        await esther.Page.GotoAsync(web.At("/notifications"));
        await esther.Page.GetByRole(AriaRole.Button, new() { Name = "Bikram Sen is now your connection" }).ClickAsync();
        await Expect(esther.Page.Locator("main")).ToContainTextAsync("Setu Works"); // shown to connections
    }

    [Fact]
    public async Task Without_scripts_a_request_is_declined_after_a_question_and_another_is_accepted_on_the_home_page()
    {
        await using var asha = await web.SignInAsync("Asha Rao", "/connections?view=received", javaScript: false);
        await Expect(asha.Page.Locator(".rows > li")).ToHaveCountAsync(3);
        var first = await asha.Page.Locator(".rows strong").First.InnerTextAsync();
        await Expect(asha.Page.Locator(".rows .quote").First).ToContainTextAsync("We met at the career evening.");

        await asha.Page.GetByRole(AriaRole.Button, new() { Name = $"Decline the request of {first}" }).ClickAsync();
        await Expect(asha.Page.GetByText($"{first} is not told")).ToBeVisibleAsync();
        await asha.Page.Locator("[popover]:popover-open").GetByRole(AriaRole.Button, new() { Name = "Decline" }).ClickAsync();
        await Expect(asha.Page.GetByRole(AriaRole.Status)).ToContainTextAsync("The request is declined.");
        await Expect(asha.Page.Locator(".tabs [aria-current]")).ToHaveTextAsync("Received 2");

        await asha.Page.GotoAsync(web.At("/"));
        await asha.Page.Locator(".asks").GetByRole(AriaRole.Button, new() { Name = "Accept the request of" }).First.ClickAsync();
        await Expect(asha.Page.GetByRole(AriaRole.Status).First).ToContainTextAsync("is now your connection.");
        await Expect(asha.Page.Locator(".asks > li")).ToHaveCountAsync(1);
    }

    [Fact]
    public async Task Without_scripts_a_request_is_sent_from_the_list_and_withdrawn_and_a_connection_ends_after_a_question()
    {
        await using var chitra = await web.SignInAsync("Chitra Iyer", "/directory?q=esther+dias", javaScript: false);
        await chitra.Page.GetByRole(AriaRole.Button, new() { Name = "Connect with Esther Dias" }).ClickAsync();
        await Expect(chitra.Page.GetByRole(AriaRole.Status)).ToContainTextAsync("Esther Dias has your request.");
        await chitra.Page.GotoAsync(web.At("/connections?view=requested"));
        await chitra.Page.GetByRole(AriaRole.Button, new() { Name = "Withdraw the request to Esther Dias" }).ClickAsync();
        await Expect(chitra.Page.GetByRole(AriaRole.Heading, new() { Name = "No requests are open" })).ToBeVisibleAsync();

        await chitra.Page.GotoAsync(web.At("/connections"));
        await chitra.Page.GetByRole(AriaRole.Button, new() { Name = "Disconnect from Bikram Sen" }).ClickAsync();
        await chitra.Page.Locator("[popover]:popover-open").GetByRole(AriaRole.Button, new() { Name = "Disconnect" }).ClickAsync();
        await Expect(chitra.Page.GetByRole(AriaRole.Status)).ToContainTextAsync("Bikram Sen is no longer your connection.");
        await Expect(chitra.Page.Locator(".rows")).Not.ToContainTextAsync("Bikram Sen");
    }

    [Fact]
    public async Task A_member_is_blocked_after_a_question_and_unblocked()
    {
        await using var divya = await web.SignInAsync("Divya Nair", $"/people/{await web.PersonAsync("esther")}", javaScript: false);
        await divya.Page.GetByRole(AriaRole.Button, new() { Name = "Block Esther Dias" }).ClickAsync();
        await divya.Page.Locator("[popover]:popover-open").GetByRole(AriaRole.Button, new() { Name = "Block" }).ClickAsync();
        await Expect(divya.Page.GetByRole(AriaRole.Status)).ToContainTextAsync("Esther Dias is blocked.");
        await Expect(divya.Page.GetByRole(AriaRole.Button, new() { Name = "Connect" })).ToHaveCountAsync(0);

        await divya.Page.GetByRole(AriaRole.Button, new() { Name = "Unblock" }).ClickAsync();
        await Expect(divya.Page.GetByRole(AriaRole.Status)).ToContainTextAsync("Esther Dias is no longer blocked.");
        await Expect(divya.Page.GetByRole(AriaRole.Button, new() { Name = "Connect", Exact = true })).ToBeVisibleAsync();
    }
}
