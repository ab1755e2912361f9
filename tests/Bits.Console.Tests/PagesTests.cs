using Bits.Membership;
using Bits.Platform.Accounts;
using Microsoft.Playwright;

namespace Bits.Console.Tests;

/// <summary>What holds of every page.</summary>
[Slow]
public sealed class PagesTests(ConsoleUnderTest console) : IClassFixture<ConsoleUnderTest>
{
    const int MostBytesAtFirst = 100 * 1024;

    static readonly string[] Pages =
    [
        "/admin", "/admin/jobs", "/admin/jobs?state=dead", "/admin/failures", "/admin/queues", "/admin/periodic", "/admin/workers",
        "/admin/memberships?user=USER&can=groups.post&scope=batch:2018", "/admin/memberships?q=nobody",
        "/admin/memberships/users/USER?scope=batch:2018", "/admin/memberships/scopes/batch:2018", "/admin/search?q=regatta&as=USER",
        "/admin/search?q=regatta&as=USER&surface=groups&id=none", "/admin/audit", "/admin/health", "/admin/notifications",
        "/admin/claims", "/admin/claims?state=decided", "/admin/mentorship", "/admin/mentorship?state=closed", "/admin/notifications?to=USER", "/admin/notifications/suppressions", "/admin/notifications/templates?language=hindi", "/admin/jobs/4711",
    ];

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_page_is_whole_and_accessible_asks_no_other_host_and_breaks_no_policy_in_light_dark_and_narrow()
    {
        var user = await MemberAsync();
        await using var tab = await console.OpenAsync(PlatformRole.Admin);
        // On a phone the menu is a bar, also above a page that does not fill the window.
        var look = await PageLook.CreateAsync(tab, Ct, [1_360, 380], wrongWhenNarrow: "document.querySelector('.side')?.offsetHeight > 120");
        foreach (var path in Pages.Select(p => p.Replace("USER", user.ToString(), StringComparison.Ordinal)))
            await look.AtAsync(new Uri(console.Address, path).ToString(), path.EndsWith("4711", StringComparison.Ordinal) ? 404 : 200);

        look.AssertWhole(console.Address);
    }

    [Fact]
    public async Task The_first_page_takes_less_than_100_kib_and_the_second_asks_for_no_file_again()
    {
        await using var tab = await console.OpenAsync(PlatformRole.Admin);
        await tab.Page.WaitForLoadStateAsync(LoadState.Load);
        var first = await tab.BytesAsync();
        tab.Finished.Clear();

        await tab.Page.Locator("a[data-key=q]").ClickAsync();
        await Assertions.Expect(tab.Page.Locator("h1")).ToHaveTextAsync("Queues");

        Assert.InRange(first, 10_000, MostBytesAtFirst);
        Assert.DoesNotContain(tab.Finished, request =>
            request.Url.Contains("/assets/", StringComparison.Ordinal) && !request.Url.EndsWith("icon.svg", StringComparison.Ordinal)); // it comes late
    }

    [Fact]
    public async Task The_overview_is_sent_anew_while_it_is_open()
    {
        await using var tab = await console.OpenAsync(PlatformRole.Viewer);
        await Assertions.Expect(tab.Page.Locator("#now .tile").First).ToContainTextAsync("Pending");

        await console.DataSource.SqlAsync("insert into jobs_queue_job (kind, queue) select 'test.live', 'nobody-works' from generate_series(1, 7)");

        await Assertions.Expect(tab.Page.Locator("#now tr", new() { HasText = "nobody-works" })).ToContainTextAsync("7", new() { Timeout = 30_000 });
        Assert.Empty(tab.Complaints);
    }

    [Fact]
    public async Task Colours_are_chosen_once_and_kept_and_help_is_a_key_away()
    {
        await using var tab = await console.OpenAsync(PlatformRole.Viewer);

        await tab.Page.Keyboard.PressAsync("?");
        await Assertions.Expect(tab.Page.Locator("#shortcuts")).ToBeVisibleAsync();
        await tab.Page.Keyboard.PressAsync("Escape");
        await tab.Page.Locator("[data-theme-toggle]").ClickAsync();
        await tab.Page.Keyboard.PressAsync("g");
        await tab.Page.Keyboard.PressAsync("h");
        await Assertions.Expect(tab.Page.Locator("h1")).ToHaveTextAsync("Health");
        await tab.Page.ReloadAsync();

        Assert.Equal("dark", await tab.Page.EvaluateAsync<string>("document.documentElement.dataset.theme"));
    }

    [Fact]
    public async Task A_page_that_the_database_keeps_waiting_says_so_and_shows_the_rest()
    {
        await using var tab = await console.OpenAsync(PlatformRole.Viewer);
        await using var other = await console.DataSource.OpenConnectionAsync(Ct);
        await using var tx = await other.BeginTransactionAsync(Ct);
        await using (var command = new Npgsql.NpgsqlCommand("lock table jobs_queue_failure in access exclusive mode", other))
            await command.ExecuteNonQueryAsync(Ct);

        await tab.Page.GotoAsync(new Uri(console.Address, "/admin/failures").ToString());

        await Assertions.Expect(tab.Page.Locator("#slow")).ToContainTextAsync("Stopped after 2 s");
        await Assertions.Expect(tab.Page.Locator("h1")).ToHaveTextAsync("Failures");
    }

    async Task<Guid> MemberAsync()
    {
        var user = await console.UserAsync("Asha");
        await new Memberships(console.DataSource).JoinAsync(user, Scope.Batch(2018), Ct);
        return user;
    }
}
