using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Bits.Web.Tests;

/// <summary>A member chooses what they get, and where.</summary>
[Slow]
public sealed class NotificationSettingsTests(WebUnderTest web) : IClassFixture<WebUnderTest>
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Choices_are_saved_at_once_and_a_wrong_one_is_explained(bool javaScript)
    {
        await using var tab = await web.SignInAsync("Asha Rao", "/settings/notifications", javaScript);
        var page = tab.Page;

        await page.GetByLabel("Mentions of you, In the app").SelectOptionAsync("off");
        await page.GetByLabel("Time zone").SelectOptionAsync("Europe/Berlin");
        await page.Locator("[name=quietFrom]").FillAsync("22:00");
        await page.Locator("[name=quietUntil]").FillAsync("07:30");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save", Exact = true }).ClickAsync();

        await Expect(page.GetByText("Your choices are saved.")).ToBeVisibleAsync();
        await Expect(page.GetByLabel("Mentions of you, In the app")).ToHaveValueAsync("off");
        await Expect(page.Locator("[name=quietUntil]")).ToHaveValueAsync("07:30");
        Assert.Equal("Europe/Berlin|22:00:00", await web.DataSource.ValueAsync<string>(
            "select time_zone || '|' || quiet_from from notifications_settings s join accounts_user u on u.id = s.user_id where u.username = 'asha'"));

        await page.Locator("[name=quietUntil]").FillAsync("");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save", Exact = true }).ClickAsync();
        await Expect(page.Locator("[role=alert]").First).ToContainTextAsync("set both times of the quiet hours");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_fault_keeps_every_choice_and_saves_none(bool javaScript)
    {
        await using var tab = await web.SignInAsync("Chitra Iyer", "/settings/notifications", javaScript);
        var page = tab.Page;

        await page.GetByLabel("Mentions of you, In the app").SelectOptionAsync("off");
        await page.GetByLabel("Language").SelectOptionAsync("hindi");
        await page.Locator("[name=quietFrom]").FillAsync("22:00");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save", Exact = true }).ClickAsync();

        await Expect(page.Locator("[role=alert]").First).ToContainTextAsync("set both times of the quiet hours");
        await Expect(page.GetByLabel("Mentions of you, In the app")).ToHaveValueAsync("off");
        await Expect(page.GetByLabel("Language")).ToHaveValueAsync("hindi");
        await Expect(page.Locator("[name=quietFrom]")).ToHaveValueAsync("22:00");
        await page.GotoAsync(web.At("/settings/notifications"));
        await Expect(page.GetByLabel("Mentions of you, In the app")).ToHaveValueAsync("now");
    }
}
