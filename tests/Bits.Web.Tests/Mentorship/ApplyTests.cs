using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Bits.Web.Tests.Mentorship;

/// <summary>How members apply to a programme, and what the form keeps.</summary>
[Slow]
public sealed class ApplyTests(WebUnderTest web) : IClassFixture<WebUnderTest>
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_mentee_withdraws_applies_again_and_ranks_mentors_and_an_error_loses_nothing(bool javaScript)
    {
        await using var asha = await web.SignInAsync("Asha Rao", DemoMentorship.Open, javaScript);
        await asha.Page.GetByRole(AriaRole.Button, new() { Name = "Withdraw" }).First.ClickAsync();
        await asha.Page.Locator("[popover]:popover-open").GetByRole(AriaRole.Button, new() { Name = "Withdraw" }).ClickAsync();
        await Expect(asha.Page.GetByRole(AriaRole.Status).First).ToContainTextAsync("Your application is withdrawn.");

        await asha.Page.GetByRole(AriaRole.Link, new() { Name = "Find a mentor" }).ClickAsync();
        await Expect(asha.Page.Locator("aside")).ToContainTextAsync("Only the coordinators");
        await asha.Page.GetByLabel("About you").FillAsync("I begin in energy.");
        await asha.Page.GetByLabel("Find a mentor").FillAsync("bik");
        await asha.Page.GetByRole(AriaRole.Button, new() { Name = "Find", Exact = true }).ClickAsync();
        await Expect(asha.Page.Locator(".boxed > li")).ToHaveCountAsync(1);
        await asha.Page.GetByRole(AriaRole.Button, new() { Name = "Add Bikram Sen to your list" }).ClickAsync();
        await Expect(asha.Page.Locator(".ranking > li")).ToHaveCountAsync(1);
        await asha.Page.GetByLabel("Find a mentor").FillAsync("");
        await asha.Page.GetByRole(AriaRole.Button, new() { Name = "Find", Exact = true }).ClickAsync();
        await asha.Page.GetByRole(AriaRole.Button, new() { Name = "Add Chitra Iyer to your list" }).ClickAsync();
        await asha.Page.GetByRole(AriaRole.Button, new() { Name = "Rank Chitra Iyer higher" }).ClickAsync();
        await Expect(asha.Page.Locator(".ranking strong").First).ToHaveTextAsync("Chitra Iyer");
        await asha.Page.GetByRole(AriaRole.Button, new() { Name = "Not with me: Esther Dias" }).ClickAsync();
        await asha.Page.GetByRole(AriaRole.Button, new() { Name = "Apply", Exact = true }).ClickAsync();

        await Expect(asha.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("choose at least one topic");
        await Expect(asha.Page.GetByLabel("About you")).ToHaveValueAsync("I begin in energy.");
        Assert.Equal(["Chitra Iyer", "Bikram Sen", "Esther Dias"], await asha.Page.Locator(".ranking strong").AllInnerTextsAsync());
        await asha.Page.GetByRole(AriaRole.Checkbox, new() { Name = "Careers" }).CheckAsync();
        await asha.Page.GetByRole(AriaRole.Button, new() { Name = "Apply", Exact = true }).ClickAsync();

        await Expect(asha.Page.GetByRole(AriaRole.Status).First).ToContainTextAsync("Your application is in.");
        Assert.Equal(["Chitra Iyer", "Bikram Sen"], await asha.Page.Locator(".ranks li").AllInnerTextsAsync());
        await Expect(asha.Page.Locator("main")).ToContainTextAsync("Not with");
    }

    [Fact]
    public async Task A_mentor_takes_more_mentees_within_the_limit_of_the_programme()
    {
        await using var esther = await web.SignInAsync("Esther Dias", $"{DemoMentorship.Open}/apply", javaScript: false);
        await Expect(esther.Page.Locator("h1")).ToHaveTextAsync("Be a mentor");
        await Expect(esther.Page.Locator("#preferred")).ToHaveCountAsync(0);
        await esther.Page.GetByLabel("Mentees whom you take").FillAsync("2");
        await esther.Page.GetByLabel("Company", new() { Exact = false }).First.FillAsync("Setu Works");
        await esther.Page.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();

        await Expect(esther.Page.GetByRole(AriaRole.Status).First).ToContainTextAsync("Your application is saved.");
        await Expect(esther.Page.Locator("main")).ToContainTextAsync("2, 0 taken");
        await Expect(esther.Page.Locator("main")).ToContainTextAsync("Setu Works");
    }

    [Fact]
    public async Task What_only_coordinators_may_read_is_in_no_page_of_others()
    {
        await web.DataSource.ValueAsync<int>(
            "update mentorship_application set about = 'Seen by all.', company = 'Hidden Works' where company is null and role = 'mentor' returning 1");
        await using var asha = await web.SignInAsync("Asha Rao", $"{DemoMentorship.Open}/mentors", javaScript: false);

        await Expect(asha.Page.Locator("main")).ToContainTextAsync("Seen by all.");
        await Expect(asha.Page.Locator("main")).Not.ToContainTextAsync("Hidden Works");
        await asha.Page.GotoAsync(web.At($"{DemoMentorship.Open}/apply"));
        await Expect(asha.Page.Locator("main")).Not.ToContainTextAsync("Hidden Works");
    }
}
