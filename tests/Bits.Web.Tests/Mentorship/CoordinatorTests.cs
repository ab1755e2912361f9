using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Bits.Web.Tests.Mentorship;

/// <summary>The work of coordinators: a programme from its draft to its pairs.</summary>
[Slow]
public sealed class CoordinatorTests(WebUnderTest web) : IClassFixture<WebUnderTest>
{
    [Fact]
    public async Task A_dry_run_is_compared_and_checked_and_a_run_waits_for_the_review()
    {
        await using var asha = await web.SignInAsync("Asha Rao", $"{DemoMentorship.Matching}/runs");
        await asha.Page.GetByText("What if").ClickAsync();
        await asha.Page.GetByLabel("Same city").FillAsync("40");
        await asha.Page.GetByRole(AriaRole.Button, new() { Name = "Start" }).ClickAsync();
        await Expect(asha.Page.Locator("#result")).ToContainTextAsync("Dry run");
        await Expect(asha.Page.Locator(".stats").First).ToContainTextAsync("of 8 mentees matched"); // the page follows the run
        await asha.Page.GetByRole(AriaRole.Link, new() { Name = "Check the proof" }).ClickAsync();
        await Expect(asha.Page.Locator("main")).ToContainTextAsync("The proof holds");
        await Expect(asha.Page.Locator("main")).ToContainTextAsync("Now without a mentor");
        await Expect(asha.Page.Locator("#fairness")).ToBeVisibleAsync();

        await asha.Page.GotoAsync(web.At($"{DemoMentorship.Matching}/runs"));
        await asha.Page.GetByRole(AriaRole.Radio, new() { Name = "Run Proposes" }).CheckAsync();
        await asha.Page.GetByRole(AriaRole.Button, new() { Name = "Start" }).ClickAsync();
        await asha.Page.GetByRole(AriaRole.Link, new() { Name = "Review its pairs" }).ClickAsync();

        await Expect(asha.Page.Locator(".rows > li")).ToHaveCountAsync(8);
        await asha.Page.GotoAsync(web.At($"{DemoMentorship.Matching}/runs"));
        await Expect(asha.Page.Locator("tbody tr")).ToHaveCountAsync(2);
    }

    [Fact]
    public async Task Without_scripts_proposals_are_approved_and_refused_with_a_reason()
    {
        await using var asha = await web.SignInAsync("Asha Rao", $"{DemoMentorship.Review}/pairs", javaScript: false);
        var rows = asha.Page.Locator(".rows > li");
        await Expect(rows).ToHaveCountAsync(5);
        await rows.First.GetByRole(AriaRole.Button, new() { Name = "Refuse" }).First.ClickAsync();
        await asha.Page.Locator("[popover]:popover-open textarea").FillAsync("They are related.");
        await asha.Page.Locator("[popover]:popover-open").GetByRole(AriaRole.Button, new() { Name = "Refuse" }).ClickAsync();
        await Expect(asha.Page.GetByRole(AriaRole.Status).First).ToContainTextAsync("The pair is refused.");
        await Expect(rows).ToHaveCountAsync(4);
        await rows.First.GetByRole(AriaRole.Checkbox).UncheckAsync();
        await asha.Page.GetByRole(AriaRole.Button, new() { Name = "Approve the ticked ones" }).ClickAsync();

        await Expect(rows).ToHaveCountAsync(1);
        await asha.Page.GotoAsync(web.At($"{DemoMentorship.Review}/pairs?state=refused"));
        await Expect(asha.Page.Locator("main")).ToContainTextAsync("Coordinator: They are related.");
        await asha.Page.GotoAsync(web.At($"{DemoMentorship.Review}/pairs?state=approved"));
        await Expect(rows).ToHaveCountAsync(5);
    }

    [Fact]
    public async Task A_mentee_without_a_mentor_is_paired_by_hand()
    {
        var mentee = await web.DataSource.ValueAsync<Guid>(
            """
            select a.user_id
            from mentorship_application a
            join mentorship_programme p on p.id = a.programme_id and p.state = 'active'
            where a.role = 'mentee' and not exists (
                select from mentorship_pair x where x.programme_id = p.id and x.mentee_user_id = a.user_id)
            """);
        await using var asha = await web.SignInAsync("Asha Rao", $"{DemoMentorship.Active}/applications", javaScript: false);
        await asha.Page.Locator($"a[href$='mentee={mentee}']").ClickAsync();
        await Expect(asha.Page.Locator("h1")).ToHaveTextAsync("Pair by hand");
        await asha.Page.Locator("main").GetByRole(AriaRole.Button, new() { Name = "Pair" }).Last.ClickAsync();
        await asha.Page.Locator("[popover]:popover-open textarea").FillAsync("They met at the reunion.");
        await asha.Page.Locator("[popover]:popover-open").GetByRole(AriaRole.Button, new() { Name = "Pair", Exact = true }).ClickAsync();

        await Expect(asha.Page.Locator("main")).ToContainTextAsync("Coordinator: They met at the reunion.");
        await Expect(asha.Page.Locator("main")).ToContainTextAsync("by hand");
    }

    [Fact]
    public async Task An_operator_creates_a_programme_and_opens_it_and_others_cannot()
    {
        await using var divya = await web.SignInAsync("Divya Nair", "/mentorship/new", javaScript: false);
        await divya.Page.GetByLabel("Name", new() { Exact = true }).FillAsync("Sea and sensors");
        await divya.Page.GetByLabel("Topics").FillAsync("Boats\nSensors");
        var start = await divya.Page.GetByLabel("Start", new() { Exact = true }).InputValueAsync();
        await divya.Page.GetByLabel("Start", new() { Exact = true }).FillAsync("2020-01-01T00:00");
        await divya.Page.GetByRole(AriaRole.Button, new() { Name = "Create the draft" }).ClickAsync();
        await Expect(divya.Page.GetByRole(AriaRole.Alert)).ToBeVisibleAsync();
        await Expect(divya.Page.GetByLabel("Topics")).ToHaveValueAsync("Boats\nSensors");
        await divya.Page.GetByLabel("Start", new() { Exact = true }).FillAsync(start);
        await divya.Page.GetByRole(AriaRole.Button, new() { Name = "Create the draft" }).ClickAsync();
        await Expect(divya.Page.GetByRole(AriaRole.Status).First).ToContainTextAsync("The draft is ready.");

        var esther = await web.PersonAsync("esther");
        await divya.Page.GetByLabel("Add a coordinator").FillAsync(web.At($"/people/{esther}"));
        await divya.Page.GetByRole(AriaRole.Button, new() { Name = "Add", Exact = true }).ClickAsync();
        await Expect(divya.Page.Locator("aside .asks")).ToContainTextAsync("Esther Dias");
        await divya.Page.GetByRole(AriaRole.Link, new() { Name = "About" }).ClickAsync();
        await divya.Page.GetByRole(AriaRole.Button, new() { Name = "Open applications" }).ClickAsync();
        await Expect(divya.Page.Locator(".grouphead .chip")).ToHaveTextAsync("Applications open");

        await using var bikram = await web.SignInAsync("Bikram Sen", "/mentorship");
        await Expect(bikram.Page.Locator("main")).ToContainTextAsync("Sea and sensors");
        await Expect(bikram.Page.GetByRole(AriaRole.Link, new() { Name = "New programme" })).ToHaveCountAsync(0);
        Assert.Equal(403, (await bikram.Page.GotoAsync(web.At("/mentorship/new")))!.Status);
    }
}
