using Microsoft.Playwright;

namespace Bits.Web.Tests.Mentorship;

/// <summary>What holds of every page, on those of mentorship: of coordinators, mentees and operators.</summary>
[Slow]
public sealed class MentorshipPagesTests(WebUnderTest web) : IClassFixture<WebUnderTest>
{
    static readonly string[] Coordinator =
    [
        "/mentorship", DemoMentorship.Draft, DemoMentorship.Open, $"{DemoMentorship.Open}/apply", $"{DemoMentorship.Open}/mentors",
        $"{DemoMentorship.Open}/mentors?q=qqxxqq", DemoMentorship.Matching, $"{DemoMentorship.Matching}/applications",
        $"{DemoMentorship.Matching}/applications?role=mentor", $"{DemoMentorship.Matching}/applications?show=withdrawn",
        $"{DemoMentorship.Matching}/runs", "RUN", "RUN?verify=yes&show=changed", DemoMentorship.Review, $"{DemoMentorship.Review}/pairs",
        $"{DemoMentorship.Review}/pairs?state=approved", $"{DemoMentorship.Review}/pairs?state=ended", $"{DemoMentorship.Review}/pairs/new",
        $"{DemoMentorship.Active}/pairs?state=active", $"{DemoMentorship.Active}/report", $"{DemoMentorship.Active}/settings",
        $"{DemoMentorship.Draft}/settings", DemoMentorship.Closed,
    ];

    static readonly string[] Mentee =
    [
        "/", "/mentorship", DemoMentorship.Active, DemoMentorship.Review, DemoMentorship.WaitingMatch, DemoMentorship.ActiveMatch,
        $"{DemoMentorship.ActiveMatch}/session", $"{DemoMentorship.ActiveMatch}/session?session={DemoMentorship.Session}",
        DemoMentorship.EndedMatch, $"{DemoMentorship.EndedMatch}/certificate", $"{DemoMentorship.Open}/apply",
    ];

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public Task The_pages_of_coordinators_are_whole_and_accessible() => LookAsync("Asha Rao", Coordinator);

    [Fact]
    public Task The_pages_of_mentees_are_whole_and_accessible() => LookAsync("Bikram Sen", Mentee);

    [Fact]
    public Task The_pages_of_operators_are_whole_and_accessible() => LookAsync("Divya Nair", ["/mentorship", "/mentorship/new"]);

    async Task LookAsync(string name, IReadOnlyList<string> paths)
    {
        await using var tab = await web.SignInAsync(name, "/mentorship");
        var run = paths.Contains("RUN") ? await RunAsync(tab) : "";
        var look = await PageLook.CreateAsync(tab, Ct);
        foreach (var path in paths.Select(path => path.Replace("RUN", run, StringComparison.Ordinal)))
            await look.AtAsync(web.At(path));

        look.AssertWhole(web.Address);
    }

    // A finished dry run, and the address of its page.
    async Task<string> RunAsync(BrowserTab tab)
    {
        await tab.Page.GotoAsync(web.At($"{DemoMentorship.Matching}/runs"));
        await tab.Page.GetByRole(AriaRole.Button, new() { Name = "Start" }).ClickAsync();
        await tab.Page.GetByRole(AriaRole.Link, new() { Name = "Check the proof" }).WaitForAsync();
        return new Uri(tab.Page.Url).AbsolutePath;
    }
}
