using Bits.Membership;
using Bits.Platform;
using Bits.Platform.Accounts;
using Bits.Search;
using static Microsoft.Playwright.Assertions;

namespace Bits.Console.Tests;

/// <summary>Who is what, who may what, and who finds what: looked up by an operator.</summary>
[Slow]
public sealed class ExplorersTests(ConsoleUnderTest console) : IClassFixture<ConsoleUnderTest>
{
    static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Somebody_is_looked_up_with_their_memberships_and_what_happened_to_one()
    {
        var asha = await console.UserAsync("Asha");
        var memberships = new Memberships(console.DataSource);
        await memberships.JoinAsync(asha, Scope.Batch(2018), Ct);
        await memberships.BanAsync(asha, Scope.Batch(2018), Change.BySystem("Sells watches."), ct: Ct);
        await using var tab = await console.OpenAsync(PlatformRole.Operator, "/admin/memberships");

        await tab.Page.Locator("input[name=q]").FillAsync(asha.ToString());
        await tab.Page.Keyboard.PressAsync("Enter");
        await tab.Page.Locator(".found a").ClickAsync();
        await tab.Page.Locator("tr", new() { HasText = "Batch of 2018" }).Locator("a").ClickAsync();

        await Expect(tab.Page.Locator("h1")).ToHaveTextAsync("Asha");
        await Expect(tab.Page.Locator("ol.line li").First).ToContainTextAsync("banned");
        await Expect(tab.Page.Locator("ol.line li").First).ToContainTextAsync("Sells watches.");
        await Expect(tab.Page.Locator("ol.line li")).ToHaveCountAsync(2);
        Assert.Empty(tab.Complaints);
    }

    [Fact]
    public async Task A_roster_is_shown_by_state_and_role()
    {
        var (bikram, chitra) = (await console.UserAsync("Bikram"), await console.UserAsync("Chitra"));
        var memberships = new Memberships(console.DataSource);
        await memberships.JoinAsync(bikram, Scope.Batch(2019), Ct);
        await memberships.BanAsync(chitra, Scope.Batch(2019), Change.BySystem("Spam."), ct: Ct);
        await using var tab = await console.OpenAsync(PlatformRole.Operator, "/admin/memberships/scopes/batch:2019");

        await Expect(tab.Page.Locator("#roster tbody tr")).ToContainTextAsync(["Bikram"]);
        await tab.Page.Locator(".tabs a", new() { HasText = "banned" }).ClickAsync();
        await Expect(tab.Page.Locator("#roster tbody tr")).ToContainTextAsync(["Chitra"]);
    }

    [Fact]
    public async Task Why_somebody_may_not_and_what_would_change_it_is_said()
    {
        var asha = await console.UserAsync("Asha");
        await using var tab = await console.OpenAsync(PlatformRole.Operator, $"/admin/memberships?user={asha}");

        await tab.Page.Locator("select[name=can]").SelectOptionAsync("membership.list");
        await tab.Page.Locator("input[name=scope]").FillAsync("batch:2018");
        await tab.Page.Locator("button", new() { HasText = "Check" }).ClickAsync();

        await Expect(tab.Page.Locator("#answer")).ToContainTextAsync("not_a_member");
        await Expect(tab.Page.Locator("#answer")).ToContainTextAsync("would be allowed as member or higher");
    }

    [Fact]
    public async Task Search_as_somebody_shows_what_they_find_why_not_the_rest_and_leaves_an_event()
    {
        var asha = await console.UserAsync("Asha");
        await using (var db = await console.DataSource.OpenConnectionAsync(Ct))
        {
            var index = new Indexer();
            await index.UpsertAsync(db, new SearchDocument(Surfaces.Groups, "open", "Regatta on Sunday", "All are welcome.", [AudienceTags.Institute]), Ct);
            await index.UpsertAsync(db, new SearchDocument(Surfaces.Groups, "closed", "Regatta of the board", "Not for all.", [AudienceTags.Batch(1999)]), Ct);
        }

        await using var tab = await console.OpenAsync(PlatformRole.Operator, $"/admin/search?q=regatta&as={asha}");
        await Expect(tab.Page.Locator(".hits li")).ToHaveCountAsync(1);
        await tab.Page.Locator(".hits a").First.ClickAsync();
        await Expect(tab.Page.Locator("#verdict")).ToContainTextAsync("visible to the user, and has the words");

        foreach (var (id, words, verdict) in new[] { ("closed", "regatta", "hidden from the user"), ("nothing", "regatta", "Not indexed"), ("open", "marathon", "none of the words") })
        {
            await tab.Page.GotoAsync(new Uri(console.Address, $"/admin/search?q={words}&as={asha}&surface=groups&id={id}").ToString());
            await Expect(tab.Page.Locator("#verdict")).ToContainTextAsync(verdict);
        }

        Assert.Equal(4L, await console.DataSource.ValueAsync<long>(
            "select count(*) from audit_event where action = 'search.inspect_document' and target_id = $1", asha.ToString()));
    }

    [Fact]
    public async Task The_audit_log_is_filtered_and_walked_page_by_page()
    {
        await using var tab = await console.OpenAsync(PlatformRole.Operator, "/admin/audit");
        await console.DataSource.SqlAsync("""
            insert into audit_event (id, class, action, outcome, actor_kind, request_id, source, version)
            select gen_random_uuid(), 'admin', 'test.page', 'success', 'system', 'request-' || n, 'job', '0' from generate_series(1, 60) n
            """);

        await tab.Page.Locator("input[name=action]").FillAsync("test.page");
        await tab.Page.Keyboard.PressAsync("Enter");
        await Expect(tab.Page.Locator("#events tbody tr")).ToHaveCountAsync(50);
        await tab.Page.Locator("#events a", new() { HasText = "Older" }).ClickAsync();

        await Expect(tab.Page.Locator("#events tbody tr")).ToHaveCountAsync(10);
    }
}
