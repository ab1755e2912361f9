using System.Text.RegularExpressions;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Bits.Web.Tests;

/// <summary>A browser gets messages for one member in one session.</summary>
[Slow]
public sealed class PushTests(WebUnderTest web) : IClassFixture<WebUnderTest>
{
    const string Settings = "/settings/notifications";

    [Fact]
    public async Task Signing_out_unsubscribes_the_browser()
    {
        await using var tab = await SubscribedAsync("Asha Rao");
        Assert.NotNull(await FakePush.EndpointAsync(tab));

        await SignOutAsync(tab);

        Assert.Null(await FakePush.EndpointAsync(tab));
        Assert.Null(await tab.Page.EvaluateAsync<string?>("localStorage.getItem('push')"));
    }

    [Fact]
    public async Task Without_scripts_signing_out_works()
    {
        await using var tab = await web.SignInAsync("Asha Rao", Settings, javaScript: false);

        await SignOutAsync(tab);
    }

    [Fact]
    public async Task A_browser_with_the_subscription_of_an_earlier_key_gets_one_of_the_present_key()
    {
        await using var tab = await OpenAsync("Bikram Sen");
        await FakePush.SetKeyAsync(tab, TestPush.Create().Public);

        await AskAsync(tab);

        Assert.Matches("/send/[0-9a-f-]{36}$", await FakePush.EndpointAsync(tab));
    }

    [Fact]
    public async Task After_its_session_has_expired_the_next_one_of_the_same_member_asks_again()
    {
        await using var tab = await SubscribedAsync("Chitra Iyer");
        await web.DataSource.SqlAsync("update accounts_session set expires_at = now() - interval '1 s' where user_id = (select id from accounts_user where username = 'chitra')");

        await tab.Page.RunAndWaitForResponseAsync(
            () => SignInAgainAsync(tab, "Chitra Iyer"),
            answer => answer.Ok && answer.Url.EndsWith("/rpc/notifications.v1/AddPushSubscription", StringComparison.Ordinal));

        await tab.Page.GotoAsync(web.At(Settings));
        await Expect(tab.Page.GetByText("· this browser")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task The_next_member_at_the_same_browser_unsubscribes_it_by_signing_in()
    {
        await using var tab = await SubscribedAsync("Divya Nair");
        await web.DataSource.SqlAsync("update accounts_session set expires_at = now() - interval '1 s' where user_id = (select id from accounts_user where username = 'divya')");

        await tab.Page.RunAndWaitForConsoleMessageAsync(
            () => SignInAgainAsync(tab, "Esther Dias"), new() { Predicate = message => message.Text == FakePush.Unsubscribed });

        Assert.Null(await FakePush.EndpointAsync(tab));
        Assert.Null(await tab.Page.EvaluateAsync<string?>("localStorage.getItem('push')"));
        Assert.False(await web.DataSource.ValueAsync<bool>(
            "select exists (select from notifications_push_subscription where user_id = (select id from accounts_user where username = 'esther'))"));
    }

    [Fact]
    public async Task Removing_this_browser_unsubscribes_it()
    {
        await using var tab = await SubscribedAsync("Asha Rao");

        await tab.Page.Locator("[data-push-off]").GetByRole(AriaRole.Button, new() { Name = "Remove" }).ClickAsync();

        await Expect(tab.Page.GetByText("That browser gets no more notifications.")).ToBeVisibleAsync();
        Assert.Null(await FakePush.EndpointAsync(tab));
    }

    async Task<BrowserTab> OpenAsync(string name)
    {
        var tab = await web.SignInAsync(name, Settings);
        await FakePush.AddAsync(tab);
        await tab.Page.GotoAsync(web.At(Settings));
        return tab;
    }

    async Task<BrowserTab> SubscribedAsync(string name)
    {
        var tab = await OpenAsync(name);
        await AskAsync(tab);
        return tab;
    }

    static async Task AskAsync(BrowserTab tab)
    {
        await tab.Page.GetByRole(AriaRole.Button, new() { Name = "Notify me in this browser" }).ClickAsync();
        await Expect(tab.Page.GetByText("This browser gets notifications now.")).ToBeVisibleAsync();
        await Expect(tab.Page.GetByText("· this browser")).ToBeVisibleAsync();
    }

    async Task SignInAgainAsync(BrowserTab tab, string name)
    {
        await tab.Page.GotoAsync(web.At("/settings"));
        await tab.Page.GetByRole(AriaRole.Button, new() { Name = $"Continue as {name}" }).ClickAsync();
        await Expect(tab.Page).ToHaveURLAsync(new Regex("/settings$"));
    }

    static async Task SignOutAsync(BrowserTab tab)
    {
        await tab.Page.GetByTitle("Your account").ClickAsync();
        await tab.Page.GetByRole(AriaRole.Button, new() { Name = "Sign out" }).ClickAsync();
        await Expect(tab.Page.Locator("h1")).ToContainTextAsync("Stay close");
    }
}
