using Bits.Platform.Accounts;
using static Microsoft.Playwright.Assertions;

namespace Bits.Console.Tests.Mentorship;

/// <summary>Operators see the programmes, and lead from there to the pages of coordinators.</summary>
[Slow]
public sealed class ProgrammesTests(ConsoleUnderTest console) : IClassFixture<ConsoleUnderTest>
{
    [Fact]
    public async Task Operators_list_programmes_also_drafts_by_state_and_viewers_do_not()
    {
        await console.DataSource.ValueAsync<Guid>(
            """
            insert into mentorship_programme (id, name, description, topics, applications_end_at, starts_at, ends_at, created_at)
            values (gen_random_uuid(), 'Sea and sensors', '', '{Boats}', now(), now(), now() + interval '1 day', now())
            returning id
            """);
        await using var tab = await console.OpenAsync(PlatformRole.Operator, "/admin/mentorship?state=draft");
        await Expect(tab.Page.Locator("tbody")).ToContainTextAsync("Sea and sensors");
        Assert.Empty(tab.Complaints);
        await tab.Page.GotoAsync(new Uri(console.Address, "/admin/mentorship?state=closed").ToString());
        await Expect(tab.Page.Locator("main")).ToContainTextAsync("No programme in this state");

        await using var viewer = await console.OpenAsync(PlatformRole.Viewer);
        Assert.Equal(403, (await viewer.Page.GotoAsync(new Uri(console.Address, "/admin/mentorship").ToString()))!.Status);
    }
}
