using static Microsoft.Playwright.Assertions;

namespace Bits.Web.Tests;

/// <summary>A page is of use without its side parts.</summary>
[Slow]
public sealed class SidePartsTests(WebUnderTest web) : IClassFixture<WebUnderTest>
{
    [Fact]
    public async Task Recommendations_that_fail_are_left_out()
    {
        await using var asha = await web.SignInAsync("Asha Rao", "/settings");
        await web.DataSource.SqlAsync("alter table search_candidate rename to search_candidate_gone");

        var home = await asha.Page.GotoAsync(web.At("/"));
        await Expect(asha.Page.Locator("h1")).ToHaveTextAsync("Hello, Asha");
        await Expect(asha.Page.GetByText("You may like")).ToHaveCountAsync(0);
        var groups = await asha.Page.GotoAsync(web.At("/groups"));

        Assert.Equal((200, 200), (home!.Status, groups!.Status));
    }
}
