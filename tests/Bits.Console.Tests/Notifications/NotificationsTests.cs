using Bits.Platform.Accounts;
using static Microsoft.Playwright.Assertions;

namespace Bits.Console.Tests.Notifications;

/// <summary>What operators see of messages, and what they do about them.</summary>
[Slow]
public sealed class NotificationsTests(ConsoleUnderTest console) : IClassFixture<ConsoleUnderTest>
{
    [Fact]
    public async Task An_unknown_delivery_is_listed_and_explained()
    {
        var asha = await console.UserAsync("Asha");
        var id = Guid.CreateVersion7();
        await console.DataSource.SqlAsync(
            """
            with n as (insert into notifications_notification (id, kind, subject_id) values ($1, 'posts.mention', $3)),
                 m as (insert into notifications_delivery (notification_id, channel, recipient_id, state) values ($1, 'in_app', $2, 'accepted'))
            insert into notifications_delivery (notification_id, channel, recipient_id, state, error)
            values ($1, 'email', $2, 'unknown', 'the sender stopped before it knew')
            """,
            id, asha, $"{Guid.CreateVersion7()}");
        await using var tab = await console.OpenAsync(PlatformRole.Operator, "/admin/notifications");

        await Expect(tab.Page.Locator("#deliveries tbody tr")).ToContainTextAsync(["Asha"]);
        await Expect(tab.Page.Locator("#deliveries .chip")).ToHaveTextAsync(["unknown"]);
        await tab.Page.Locator("#deliveries a.button", new() { HasTextString = "Why" }).ClickAsync();
        await Expect(tab.Page.Locator("#why tbody tr")).ToHaveCountAsync(1); // this backend has no channel but the inbox
        await Expect(tab.Page.Locator("#why tbody tr").First).ToContainTextAsync("in_app");
        Assert.Empty(tab.Complaints);
    }

    [Fact]
    public async Task A_suppressed_address_is_allowed_again_with_a_reason()
    {
        await console.DataSource.SqlAsync(
            "insert into notifications_suppression (channel, address, reason) values ('email', 'gone@example.org', 'bounced')");
        await using var tab = await console.OpenAsync(PlatformRole.Operator, "/admin/notifications/suppressions");
        await Expect(tab.Page.Locator("tbody tr")).ToContainTextAsync(["gone@example.org"]);

        await tab.ActAsync("lift-0", "The mailbox works again.");

        await Expect(tab.Page.Locator(".banner")).ToContainTextAsync("gets messages again");
        Assert.Equal(0L, await console.DataSource.ValueAsync<long>("select count(*) from notifications_suppression"));
        Assert.True(await console.DataSource.ValueAsync<bool>(
            "select exists (select from audit_event where action = 'notifications.lift_suppression')"));
    }

    [Fact]
    public async Task A_template_is_previewed_as_the_e_mail_that_it_makes()
    {
        await using var tab = await console.OpenAsync(PlatformRole.Operator, "/admin/notifications/templates?language=hindi");
        await Expect(tab.Page.Locator("tbody")).ToContainTextAsync("{author} ने {scope} में आपका उल्लेख किया");

        var link = await tab.Page.Locator("tbody tr", new() { HasTextString = "posts.mention" }).Locator("a").GetAttributeAsync("href");
        var answer = await tab.Page.GotoAsync(new Uri(console.Address, link).ToString());

        Assert.Equal(200, answer!.Status);
        await Expect(tab.Page.Locator(".card")).ToContainTextAsync("{author} ने {scope} में आपका उल्लेख किया");
        Assert.Equal("rgb(255, 255, 255)", await tab.Page.Locator(".card").EvaluateAsync<string>("e => getComputedStyle(e).backgroundColor"));
    }

    [Fact]
    public async Task Every_template_is_a_whole_e_mail_in_each_language_narrow_wide_light_and_dark()
    {
        await using var tab = await console.OpenAsync(PlatformRole.Operator, "/admin/notifications/templates");
        var look = await PageLook.CreateAsync(
            tab, TestContext.Current.CancellationToken, [600, 375],
            counts: finding => !finding.StartsWith("moderate", StringComparison.Ordinal)); // landmarks are for pages
        foreach (var language in new[] { "english", "hindi" })
        {
            await tab.Page.GotoAsync(new Uri(console.Address, $"/admin/notifications/templates?language={language}").ToString());
            var previews = await tab.Page.Locator("tbody a").EvaluateAllAsync<string[]>("links => links.map(link => link.href)");
            Assert.True(previews.Length > 15, $"{previews.Length} templates");
            foreach (var preview in previews)
            {
                await look.AtAsync(preview);
                if (await tab.Page.EvaluateAsync<int>("document.images.length + document.scripts.length + document.querySelectorAll('link').length") > 0)
                    look.Problems.Add($"{preview} loads something");
            }
        }

        look.AssertWhole(console.Address);
    }
}
