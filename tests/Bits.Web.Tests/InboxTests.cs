using System.Text.RegularExpressions;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Bits.Web.Tests;

/// <summary>A member reads the inbox, and learns why a notification came.</summary>
[Slow]
public sealed class InboxTests(WebUnderTest web) : IClassFixture<WebUnderTest>
{
    [Fact]
    public async Task Unread_ones_stand_alone()
    {
        await using var tab = await web.SignInAsync("Asha Rao", "/notifications?show=unread");

        var unread = await tab.Page.Locator(".notes li").CountAsync();

        Assert.InRange(unread, 1, 30);
        await Expect(tab.Page.Locator(".notes li.unread")).ToHaveCountAsync(unread);
    }

    [Fact]
    public async Task A_message_leads_to_what_it_is_about_and_is_read_with_that()
    {
        await using var tab = await web.SignInAsync("Asha Rao", "/settings");
        var id = await web.NotificationAsync("asha");

        await tab.Page.GotoAsync(web.At($"/notifications/{id}"));

        await Expect(tab.Page).ToHaveURLAsync(new Regex("/posts/"));
        Assert.True(await IsReadAsync(id, "asha"));
    }

    [Theory]
    [InlineData("asha", "Asha Rao", true)]
    [InlineData("bikram", "Bikram Sen", false)]
    public async Task One_whose_subject_was_removed_is_marked_as_read_in_the_inbox(string username, string name, bool javaScript)
    {
        var id = await web.NotificationAsync(username);
        await MakeOwnAsync(id, username);
        await web.DataSource.SqlAsync(
            "update notifications_notification set subject_id = gen_random_uuid()::text where id = $1", id);
        await using var tab = await web.SignInAsync(name, "/notifications", javaScript);
        var line = tab.Page.Locator(".notes li", new() { Has = tab.Page.Locator($"[href$='{id}/why']") });
        await Expect(line).ToContainTextAsync("A post or invitation that you can no longer see");

        await line.GetByRole(AriaRole.Button, new() { Name = "Mark as read" }).ClickAsync();

        await Expect(line).Not.ToHaveClassAsync("unread");
        await Expect(line.GetByRole(AriaRole.Button)).ToHaveCountAsync(0);
        Assert.True(await IsReadAsync(id, username));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Each_one_is_explained_channel_by_channel_with_the_way_to_its_settings(bool javaScript)
    {
        var id = await web.NotificationAsync("asha");
        await using var tab = await web.SignInAsync("Asha Rao", "/notifications", javaScript);

        await tab.Page.Locator($"[href$='{id}/why']").ClickAsync();

        await Expect(tab.Page.Locator("h1")).ToHaveTextAsync("Why did I get this?");
        await Expect(tab.Page.Locator(".people li", new() { HasText = "In the app" })).ToContainTextAsync("In your inbox");
        await Expect(tab.Page.Locator(".people li", new() { HasText = "Browser" })).ToContainTextAsync("Not sent");
        await Expect(tab.Page.Locator(".people li", new() { HasText = "Browser" })).ToContainTextAsync("You have no address here");
        await tab.Page.GetByRole(AriaRole.Link, new() { Name = "Settings of this kind" }).ClickAsync();
        await Expect(tab.Page).ToHaveURLAsync(new Regex("/settings/notifications#kind-groups.notify_post$"));
        await Expect(tab.Page.Locator("tr:target")).ToHaveCountAsync(1);
    }

    [Fact]
    public async Task A_notification_of_another_member_is_not_explained()
    {
        var id = await web.DataSource.ValueAsync<Guid>(
            """
            select id from notifications_notification n
            where not exists (
                select from notifications_delivery d join accounts_user u on u.id = d.recipient_id
                where d.notification_id = n.id and u.username = 'esther')
            limit 1
            """);
        await using var tab = await web.SignInAsync("Esther Dias", "/settings");

        var answer = await tab.Page.GotoAsync(web.At($"/notifications/{id}/why"));

        Assert.Equal(404, answer!.Status);
    }

    [Fact]
    public async Task Without_scripts_the_inbox_shows_one_kind_by_day()
    {
        await web.DataSource.SqlAsync(
            """
            update notifications_delivery
            set created_at = created_at - interval '1 day'
            where channel = 'in_app' and notification_id = $1
            """, await web.NotificationAsync("chitra"));
        await using var tab = await web.SignInAsync("Chitra Iyer", "/notifications", javaScript: false);
        await web.DataSource.SqlAsync(
            "update notifications_notification set kind = 'posts.mention' where id = $1", await web.NotificationAsync("chitra"));
        Assert.InRange(await tab.Page.Locator(".day h2").CountAsync(), 2, 3);

        await tab.Page.GetByLabel("Kind").SelectOptionAsync("groups.notify_post");
        await tab.Page.GetByRole(AriaRole.Button, new() { Name = "Show", Exact = true }).ClickAsync();
        await Expect(tab.Page).ToHaveURLAsync(new Regex("kind=groups.notify_post"));
        await Expect(tab.Page.Locator(".notes li")).ToHaveCountAsync(await CountAsync("chitra", "groups.notify_post"));
        await tab.Page.GetByRole(AriaRole.Link, new() { Name = "Unread", Exact = true }).ClickAsync();
        await Expect(tab.Page).ToHaveURLAsync(new Regex("kind=groups.notify_post.*show=unread"));

        await tab.Page.GetByLabel("Kind").SelectOptionAsync("posts.mention");
        await tab.Page.GetByRole(AriaRole.Button, new() { Name = "Show", Exact = true }).ClickAsync();
        await Expect(tab.Page).ToHaveURLAsync(new Regex("show=unread"));
        await Expect(tab.Page.Locator(".notes li")).ToHaveCountAsync(1);
    }

    // A notification has many recipients; the other tests are about theirs.
    Task MakeOwnAsync(Guid id, string username) => web.DataSource.SqlAsync(
        """
        delete from notifications_delivery
        where notification_id = $1 and recipient_id <> (select id from accounts_user where username = $2)
        """, id, username);

    Task<int> CountAsync(string username, string kind) => web.DataSource.ValueAsync<int>(
        """
        select least(30, count(*))::int
        from notifications_delivery d
        join notifications_notification n on n.id = d.notification_id
        join accounts_user u on u.id = d.recipient_id
        where u.username = $1 and n.kind = $2 and d.channel = 'in_app'
        """, username, kind);

    Task<bool> IsReadAsync(Guid id, string username) => web.DataSource.ValueAsync<bool>(
        """
        select read_at is not null from notifications_delivery
        where channel = 'in_app' and notification_id = $1 and recipient_id = (select id from accounts_user where username = $2)
        """, id, username);
}
