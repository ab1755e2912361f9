using System.Security.Cryptography;
using System.Text;
using Bits.Platform.Accounts;
using Microsoft.Playwright;
using Npgsql;

namespace Bits.Console.Tests;

/// <summary>A backend with its console over a database of its own, and a browser.</summary>
public sealed class ConsoleUnderTest(TestBrowser browser) : IAsyncLifetime
{
    readonly TestDatabase _database = new();
    BackendProcess _backend = null!;

    /// <summary>The database.</summary>
    public NpgsqlDataSource DataSource => _database.DataSource;

    /// <summary>Where the backend listens.</summary>
    public Uri Address => _backend.Http.BaseAddress!;

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <inheritdoc />
    public async ValueTask InitializeAsync()
    {
        await _database.InitializeAsync();
        _backend = await BackendProcess.StartAsync(
            new Dictionary<string, string?> { ["ConnectionStrings__Bits"] = _database.ConnectionString }, ["--RateLimits:Enabled=false"], Ct);
        await DataSource.EventuallyAsync("select exists (select from jobs_queue_worker)");
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await _backend.DisposeAsync();
        await _database.DisposeAsync();
    }

    /// <summary>A new user.</summary>
    public async Task<Guid> UserAsync(string name, PlatformRole? role = null)
    {
        await using var db = await DataSource.OpenConnectionAsync(Ct);
        var id = (await new AccountDirectory().UpsertAsync(
            db, [new($"{name.ToLowerInvariant()}.{Guid.CreateVersion7():N}@example.org", name, 2018)], Ct))[0].Id;
        if (role is { } given)
            await DataSource.SqlAsync("update accounts_user set platform_role = $2 where id = $1", id, given.ToString().ToLowerInvariant());

        return id;
    }

    /// <summary>The address that signs somebody in once and leads to a page of the console.</summary>
    public async Task<string> LinkAsync(Guid userId, string path)
    {
        var token = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));
        await DataSource.SqlAsync(
            "insert into accounts_login_link (hash, user_id, expires_at) values ($1, $2, now() + interval '10 minutes')",
            SHA256.HashData(Encoding.UTF8.GetBytes(token)), userId);
        return new Uri(Address, $"/login/once?token={token}&returnUrl={Uri.EscapeDataString(path)}").ToString();
    }

    /// <summary>Somebody new in this role, signed in, at a page of the console.</summary>
    public async Task<ConsoleTab> OpenAsync(PlatformRole? role, string path = "/admin")
    {
        var context = await browser.NewContextAsync();
        var tab = new ConsoleTab(await context.NewPageAsync());
        await tab.Page.GotoAsync(await LinkAsync(await UserAsync("Divya", role), path));
        return tab;
    }
}

/// <summary>A tab at the console.</summary>
public sealed class ConsoleTab(IPage page) : BrowserTab(page)
{
    /// <summary>The button that opens an action.</summary>
    public ILocator Button(string id) => Page.Locator($"[popovertarget='{id}']:not([popovertargetaction])");

    /// <summary>Loads the page again until it shows this: a page of queues may be two seconds old.</summary>
    public async Task ReloadUntilVisibleAsync(ILocator shown)
    {
        for (var tries = 0; tries < 20 && !await shown.IsVisibleAsync(); tries++)
        {
            await Task.Delay(200, TestContext.Current.CancellationToken);
            await Page.ReloadAsync();
        }
    }

    /// <summary>Presses the button of an action, says why, and confirms.</summary>
    public async Task ActAsync(string id, string reason)
    {
        await Button(id).ClickAsync();
        var sheet = Page.Locator($"#{id}");
        await sheet.Locator("textarea[name=reason]").FillAsync(reason);
        await sheet.Locator("button:not([type=button])").ClickAsync();
    }
}
