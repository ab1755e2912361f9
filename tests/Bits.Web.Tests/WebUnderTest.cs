using Microsoft.Playwright;
using Npgsql;

namespace Bits.Web.Tests;

/// <summary>A backend with its web app over a small demo network of its own, and a browser.</summary>
public sealed class WebUnderTest(TestBrowser browser, DemoTemplate template) : IAsyncLifetime
{
    const float Patience = 60_000; // ms: a machine that builds beside the tests is slow

    readonly DemoDatabase _database = new(template);
    BackendProcess _backend = null!;

    /// <summary>The database.</summary>
    public NpgsqlDataSource DataSource => _database.DataSource;

    /// <summary>Where the backend listens.</summary>
    public Uri Address => _backend.Http.BaseAddress!;

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <inheritdoc />
    public async ValueTask InitializeAsync()
    {
        Assertions.SetDefaultExpectTimeout(Patience);
        await _database.InitializeAsync();
        _backend = await BackendProcess.StartAsync(
            new Dictionary<string, string?> { ["ConnectionStrings__Bits"] = _database.ConnectionString },
            ["--RateLimits:Enabled=false", .. TestPush.Settings.Select(setting => $"--{setting.Key}={setting.Value}")], Ct);
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await _backend.DisposeAsync();
        await _database.DisposeAsync();
    }

    /// <summary>The address of a page.</summary>
    public string At(string path) => new Uri(Address, path).ToString();

    /// <summary>A stranger at a page.</summary>
    public async Task<BrowserTab> OpenAsync(string path = "/", bool javaScript = true)
    {
        var context = await browser.NewContextAsync(new() { JavaScriptEnabled = javaScript });
        context.SetDefaultNavigationTimeout(Patience);
        context.SetDefaultTimeout(Patience);
        var tab = new BrowserTab(await context.NewPageAsync());
        await tab.Page.GotoAsync(At(path));
        return tab;
    }

    /// <summary>A person of the demo network, who signs in on the sign-in page and is led to a page.</summary>
    public async Task<BrowserTab> SignInAsync(string name, string path = "/", bool javaScript = true)
    {
        var tab = await OpenAsync($"/sign-in?returnUrl={Uri.EscapeDataString(path)}", javaScript);
        await tab.Page.GetByRole(AriaRole.Button, new() { Name = $"Continue as {name}" }).ClickAsync();
        // Only the address: what the test then asks for waits for itself.
        await Assertions.Expect(tab.Page).ToHaveURLAsync(At(path));
        return tab;
    }

    /// <summary>Makes a person leave a group of the demo network, and returns the group.</summary>
    public async Task<Guid> LeaveAsync(string username, string slug)
    {
        var group = await GroupAsync(slug);
        var user = await PersonAsync(username);
        await _backend.PostAsync(user, "groups.v1/LeaveGroup", new { groupId = group }, Ct);
        return group;
    }

    /// <summary>Makes a person a member of a group of the demo network.</summary>
    public async Task JoinAsync(string username, string slug)
    {
        var user = await PersonAsync(username);
        await _backend.PostAsync(user, "groups.v1/JoinGroup", new { groupId = await GroupAsync(slug) }, Ct);
    }

    /// <summary>The id of a person of the demo network.</summary>
    public Task<Guid> PersonAsync(string username) => DataSource.ValueAsync<Guid>("select id from accounts_user where username = $1", username);

    /// <summary>The id of a group of the demo network.</summary>
    public Task<Guid> GroupAsync(string slug) => DataSource.ValueAsync<Guid>("select id from groups_group where slug = $1", slug);

    /// <summary>The latest unread notification of a person about a post.</summary>
    public Task<Guid> NotificationAsync(string username) => DataSource.ValueAsync<Guid>(
        """
        select d.notification_id
        from notifications_delivery d
        join notifications_notification n on n.id = d.notification_id
        join accounts_user u on u.id = d.recipient_id
        where u.username = $1 and n.kind = 'groups.notify_post' and d.channel = 'in_app' and d.read_at is null
        order by d.created_at desc, d.notification_id
        limit 1
        """, username);

    /// <summary>The number on the bell.</summary>
    public static async Task<int> UnreadAsync(BrowserTab tab) =>
        await tab.Page.Locator(".badge b").CountAsync() == 0
            ? 0
            : int.Parse(await tab.Page.Locator(".badge b").InnerTextAsync(), System.Globalization.CultureInfo.InvariantCulture);
}
