using Bits.Platform.Accounts;
using Microsoft.Extensions.DependencyInjection;
using static Microsoft.Playwright.Assertions;

namespace Bits.Console.Tests.Directory;

/// <summary>Coordinators compare a claim with the people whom the claimant may be, and decide.</summary>
[Slow]
public sealed class ClaimsTests(ConsoleUnderTest console) : IClassFixture<ConsoleUnderTest>
{
    [Fact]
    public async Task A_claim_stands_beside_its_candidates_and_is_approved_for_one()
    {
        var (asha, fresh) = (await PersonAsync("Asha Quokka", 2018), await ClaimAsync("Asha Quokka", "I rowed for Meera."));
        await PersonAsync("Asha Quokka", 1999);
        await using var tab = await console.OpenAsync(PlatformRole.Operator, "/admin/claims");

        var panel = tab.Page.Locator("section.panel", new() { HasTextString = fresh });
        await Expect(panel.Locator(".claimed blockquote")).ToHaveTextAsync("I rowed for Meera.");
        await Expect(panel.Locator(".compare > div")).ToHaveCountAsync(4); // the claim, two candidates, another person
        await tab.ActAsync((await panel.Locator("button", new() { HasTextString = "Approve" }).First.GetAttributeAsync("popovertarget"))!, "Knows the roll number.");

        await Expect(tab.Page.Locator(".banner")).ToContainTextAsync("has the new address");
        Assert.Equal(fresh, await console.DataSource.ValueAsync<string>("select email from accounts_user where id = $1", asha));
        await tab.Page.GotoAsync(new Uri(console.Address, "/admin/claims?state=decided").ToString());
        await Expect(tab.Page.Locator("tbody")).ToContainTextAsync("Knows the roll number.");
        Assert.Empty(tab.Complaints);
    }

    [Fact]
    public async Task A_claim_without_candidates_is_approved_for_an_account_by_its_id_or_rejected()
    {
        var (meera, first, second) = (await PersonAsync("Meera Rao", 2018), await ClaimAsync("Yusuf Zutshi", null), await ClaimAsync("Yusuf Yadav", null));
        await using var tab = await console.OpenAsync(PlatformRole.Operator, "/admin/claims");

        var panel = tab.Page.Locator("section.panel", new() { HasTextString = first });
        await panel.Locator("button", new() { HasTextString = "Approve for another" }).First.ClickAsync();
        await panel.Locator("[popover]:popover-open input[name=personId]").FillAsync(meera.ToString());
        await panel.Locator("[popover]:popover-open textarea").FillAsync("Her name since she married.");
        await panel.Locator("[popover]:popover-open button:not([type=button])").ClickAsync();
        await Expect(tab.Page.Locator(".banner")).ToContainTextAsync("has the new address");
        panel = tab.Page.Locator("section.panel", new() { HasTextString = second });
        await tab.ActAsync((await panel.Locator("button", new() { HasTextString = "Reject" }).First.GetAttributeAsync("popovertarget"))!, "No such person.");

        await Expect(tab.Page.Locator(".banner")).ToContainTextAsync("is rejected");
        Assert.Equal(first, await console.DataSource.ValueAsync<string>("select email from accounts_user where id = $1", meera));
        Assert.Equal("rejected", await console.DataSource.ValueAsync<string>("select state from directory_claim where email = $1", second));
    }

    [Fact]
    public async Task Viewers_do_not_see_claims()
    {
        await using var tab = await console.OpenAsync(PlatformRole.Viewer);

        var answer = await tab.Page.GotoAsync(new Uri(console.Address, "/admin/claims").ToString());

        Assert.Equal(403, answer!.Status);
    }

    // Through the services of the platform, so that the directory knows the person.
    async Task<Guid> PersonAsync(string name, int batch)
    {
        await using var services = TestPlatform.BuildOver(console.DataSource);
        await using var db = await console.DataSource.OpenConnectionAsync(TestContext.Current.CancellationToken);
        return (await services.GetRequiredService<AccountDirectory>().UpsertAsync(
            db, [new($"{Guid.CreateVersion7():N}@example.org", name, batch)], TestContext.Current.CancellationToken))[0].Id;
    }

    async Task<string> ClaimAsync(string name, string? message)
    {
        var email = $"new.{Guid.CreateVersion7():N}@example.org";
        await console.DataSource.SqlAsync(
            """
            insert into directory_claim (id, name, batch, email, message, client, state, confirmed_at)
            values (gen_random_uuid(), $1, 2018, $2, $3, 'Firefox on Linux', 'waiting', now())
            """, name, email, (object?)message ?? DBNull.Value);
        return email;
    }
}
