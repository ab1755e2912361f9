using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Bits.Web.Tests;

/// <summary>A browser with a virtual authenticator adds a passkey, signs in with it and removes it.</summary>
[Slow]
public sealed class PasskeyTests(TestBrowser browser, DemoTemplate template) : IAsyncLifetime
{
    readonly DemoDatabase _database = new(template);
    BackendProcess _backend = null!;

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    // Browsers bind no passkey to an address of numbers.
    string Site => $"http://localhost:{_backend.Http.BaseAddress!.Port}";

    public async ValueTask InitializeAsync()
    {
        Assertions.SetDefaultExpectTimeout(60_000);
        await _database.InitializeAsync();
        var port = TestPort.Free();
        _backend = await BackendProcess.StartAsync(
            new Dictionary<string, string?>
            {
                ["ConnectionStrings__Bits"] = _database.ConnectionString,
                ["Mail__Host"] = "127.0.0.1",
                ["Mail__From"] = "no-reply@example.org",
                ["Mail__PublicAddress"] = $"http://localhost:{port}/",
            },
            [$"--urls=http://127.0.0.1:{port}", "--RateLimits:Enabled=false", "--Jobs:Enabled=false"], Ct);
    }

    public async ValueTask DisposeAsync()
    {
        await _backend.DisposeAsync();
        await _database.DisposeAsync();
    }

    [Fact]
    public async Task A_passkey_is_added_signs_in_without_a_name_and_is_renamed_and_removed()
    {
        await using var tab = await OpenAsync("/sign-in?returnUrl=/settings");
        await using var keys = await VirtualKeys.PlugInAsync(tab.Page);
        await tab.Page.GetByRole(AriaRole.Button, new() { Name = "Continue as Bikram Sen" }).ClickAsync();
        await tab.Page.WaitForURLAsync($"{Site}/settings");

        await tab.Page.GetByLabel("Name of the passkey").FillAsync("My laptop");
        await tab.Page.GetByRole(AriaRole.Button, new() { Name = "Add a passkey" }).ClickAsync();
        await Expect(tab.Page.GetByRole(AriaRole.Status)).ToContainTextAsync("The passkey is added");
        await Expect(tab.Page.GetByText("My laptop", new() { Exact = true })).ToBeVisibleAsync();
        await tab.Page.GetByRole(AriaRole.Button, new() { Name = "Add a passkey" }).ClickAsync(); // the same device again
        await Expect(tab.Page.GetByText("This device has a passkey for your account already.")).ToBeVisibleAsync();

        await SignOutAsync(tab);
        await tab.Page.GotoAsync($"{Site}/sign-in?returnUrl=/settings");
        await tab.Page.GetByRole(AriaRole.Button, new() { Name = "Sign in with a passkey" }).ClickAsync();
        await tab.Page.WaitForURLAsync($"{Site}/settings");
        await Expect(tab.Page.GetByText("@bikram")).ToBeVisibleAsync();
        await Expect(tab.Page.GetByText(new Regex("last used"))).ToBeVisibleAsync();
        Assert.True(await _database.DataSource.ValueAsync<bool>("select exists (select from accounts_session where amr @> '{mfa}')"));

        await tab.Page.GetByRole(AriaRole.Button, new() { Name = "Rename My laptop" }).ClickAsync();
        await tab.Page.GetByRole(AriaRole.Dialog).GetByLabel("Name").FillAsync("Old laptop");
        await tab.Page.GetByRole(AriaRole.Button, new() { Name = "Save" }).Filter(new() { Visible = true }).First.ClickAsync();
        await Expect(tab.Page.GetByText("Old laptop", new() { Exact = true })).ToBeVisibleAsync();
        await tab.Page.GetByRole(AriaRole.Button, new() { Name = "Remove Old laptop" }).ClickAsync();
        await tab.Page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Remove" }).ClickAsync();
        await Expect(tab.Page.GetByRole(AriaRole.Status)).ToContainTextAsync("The passkey is removed");
        Assert.Equal(0L, await _database.DataSource.ValueAsync<long>("select count(*) from sign_in_passkey"));

        await SignOutAsync(tab);
        await tab.Page.GotoAsync($"{Site}/sign-in");
        await tab.Page.GetByRole(AriaRole.Button, new() { Name = "Sign in with a passkey" }).ClickAsync();
        await Expect(tab.Page.Locator("h1")).ToHaveTextAsync("This passkey was not accepted");
        Assert.DoesNotContain(tab.Complaints, line => line.Contains("Content Security Policy", StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task A_browser_without_passkeys_or_scripts_shows_no_button()
    {
        await using var plain = await OpenAsync("/sign-in", javaScript: false);
        await Expect(plain.Page.GetByLabel("Or by e-mail")).ToBeVisibleAsync();
        await Expect(plain.Page.Locator("[data-passkey-challenge]")).ToBeHiddenAsync();

        await using var old = await OpenAsync("about:blank");
        await old.Page.AddInitScriptAsync("delete window.PublicKeyCredential");
        await old.Page.GotoAsync($"{Site}/sign-in");
        await Expect(old.Page.Locator("[data-passkey-challenge]")).ToBeHiddenAsync();
    }

    [Fact]
    public async Task A_user_who_is_not_verified_is_not_signed_in_and_is_told_so()
    {
        await using var tab = await OpenAsync("/sign-in");
        await using var keys = await VirtualKeys.PlugInAsync(tab.Page, isVerified: false);

        await tab.Page.GetByRole(AriaRole.Button, new() { Name = "Sign in with a passkey" }).ClickAsync();

        await Expect(tab.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("Try again");
        await Expect(tab.Page.GetByRole(AriaRole.Button, new() { Name = "Sign in with a passkey" })).ToBeEnabledAsync();
    }

    async Task<BrowserTab> OpenAsync(string path, bool javaScript = true)
    {
        var context = await browser.NewContextAsync(new() { JavaScriptEnabled = javaScript });
        var tab = new BrowserTab(await context.NewPageAsync());
        await tab.Page.GotoAsync(path.StartsWith('/') ? Site + path : path);
        return tab;
    }

    static async Task SignOutAsync(BrowserTab tab)
    {
        await tab.Page.GetByTitle("Your account").ClickAsync();
        await tab.Page.GetByRole(AriaRole.Button, new() { Name = "Sign out" }).Last.ClickAsync();
        await Expect(tab.Page.Locator("h1")).ToContainTextAsync("Stay close");
    }

    /// <summary>The virtual authenticator of Chromium.</summary>
    sealed class VirtualKeys(ICDPSession session) : IAsyncDisposable
    {
        public static async Task<VirtualKeys> PlugInAsync(IPage page, bool isVerified = true)
        {
            var session = await page.Context.NewCDPSessionAsync(page);
            await session.SendAsync("WebAuthn.enable");
            await session.SendAsync("WebAuthn.addVirtualAuthenticator", new Dictionary<string, object>
            {
                ["options"] = JsonSerializer.SerializeToElement(new
                {
                    protocol = "ctap2",
                    transport = "internal",
                    hasResidentKey = true,
                    hasUserVerification = true,
                    isUserVerified = isVerified,
                    automaticPresenceSimulation = true,
                }),
            });
            return new(session);
        }

        public async ValueTask DisposeAsync() => await session.DetachAsync();
    }
}
