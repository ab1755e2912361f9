using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Bits.Web.Tests.Mentorship;

/// <summary>What the two of a match do, without scripts.</summary>
[Slow]
public sealed class MatchTests(WebUnderTest web) : IClassFixture<WebUnderTest>
{
    [Fact]
    public async Task Both_accept_a_match_and_one_ends_it_quietly()
    {
        await using var bikram = await web.SignInAsync("Bikram Sen", DemoMentorship.WaitingMatch, javaScript: false);
        await Expect(bikram.Page.Locator("main")).ToContainTextAsync("Why you two");
        await bikram.Page.GetByRole(AriaRole.Button, new() { Name = "Accept" }).ClickAsync();
        await Expect(bikram.Page.Locator("main")).ToContainTextAsync("Chitra Iyer has not answered yet");

        await using var chitra = await web.SignInAsync("Chitra Iyer", DemoMentorship.Review, javaScript: false);
        await chitra.Page.GetByRole(AriaRole.Link, new() { Name = "See the match" }).ClickAsync();
        await Expect(chitra.Page.Locator("main")).ToContainTextAsync("Bikram Sen has accepted");
        await chitra.Page.GetByRole(AriaRole.Button, new() { Name = "Accept" }).ClickAsync();
        await Expect(chitra.Page.GetByRole(AriaRole.Status).First).ToContainTextAsync("You are a pair now.");

        await bikram.Page.GotoAsync(web.At(DemoMentorship.WaitingMatch));
        await bikram.Page.GetByRole(AriaRole.Button, new() { Name = "We do not get on" }).ClickAsync();
        await bikram.Page.Locator("[popover]:popover-open textarea").FillAsync("We work in other fields.");
        await bikram.Page.Locator("[popover]:popover-open").GetByRole(AriaRole.Button, new() { Name = "End it quietly" }).ClickAsync();
        await Expect(bikram.Page.Locator("main")).ToContainTextAsync("This mentorship ended on");

        await chitra.Page.GotoAsync(web.At(DemoMentorship.WaitingMatch));
        await Expect(chitra.Page.Locator("main")).ToContainTextAsync("This mentorship ended on");
        await Expect(chitra.Page.Locator("main")).Not.ToContainTextAsync("other fields");
        await Expect(chitra.Page.Locator("main")).Not.ToContainTextAsync("get on");
        await using var asha = await web.SignInAsync("Asha Rao", $"{DemoMentorship.Review}/pairs?state=ended", javaScript: false);
        await Expect(asha.Page.Locator("main")).ToContainTextAsync("they did not get on");
        await Expect(asha.Page.Locator("main")).ToContainTextAsync("We work in other fields.");
    }

    [Fact]
    public async Task A_pair_plans_a_session_in_the_zone_of_the_form_and_keeps_goals_and_notes()
    {
        await using var bikram = await web.SignInAsync("Bikram Sen", DemoMentorship.ActiveMatch, javaScript: false);
        await bikram.Page.GetByRole(AriaRole.Link, new() { Name = "Plan a session" }).First.ClickAsync();
        var day = $"{TimeProvider.System.GetUtcNow().AddDays(40):yyyy-MM-dd}";
        await bikram.Page.GetByLabel("Start", new() { Exact = true }).FillAsync($"{day}T18:00");
        await bikram.Page.GetByLabel("Time zone of the start").SelectOptionAsync("Asia/Kolkata");
        await bikram.Page.GetByLabel("Place").FillAsync("https://meet.example.org/pairs");
        await bikram.Page.GetByLabel("Agenda").FillAsync("The first article");
        await bikram.Page.GetByRole(AriaRole.Button, new() { Name = "Plan" }).ClickAsync();
        await Expect(bikram.Page.GetByRole(AriaRole.Status).First).ToContainTextAsync("The session is planned");
        Assert.Equal($"{day} 12:30", await web.DataSource.ValueAsync<string>(
            "select to_char(starts_at at time zone 'UTC', 'YYYY-MM-DD HH24:MI') from mentorship_session where agenda = 'The first article'"));

        var file = await bikram.Page.APIRequest.GetAsync(
            new Uri(web.Address, await bikram.Page.GetByRole(AriaRole.Link, new() { Name = "Add to calendar" }).Last.GetAttributeAsync("href")).ToString());
        Assert.StartsWith("BEGIN:VCALENDAR", await file.TextAsync(), StringComparison.Ordinal);

        await bikram.Page.GetByLabel("Another goal").FillAsync("Give one talk.");
        await bikram.Page.GetByRole(AriaRole.Button, new() { Name = "Add goal" }).ClickAsync();
        await bikram.Page.GetByRole(AriaRole.Button, new() { Name = "Reached: Give one talk." }).ClickAsync();
        await Expect(bikram.Page.Locator(".goals .reached")).ToContainTextAsync("Give one talk.");
        await bikram.Page.GetByLabel("Your note").FillAsync("Read the paper.");
        await bikram.Page.GetByRole(AriaRole.Button, new() { Name = "Add note" }).ClickAsync();
        await bikram.Page.Locator("input[name=mood][value='4']").CheckAsync(new() { Force = true });
        await bikram.Page.GetByRole(AriaRole.Button, new() { Name = "Send", Exact = true }).ClickAsync();
        await Expect(bikram.Page.Locator("main")).ToContainTextAsync("Your last answer: 4 of 5");

        await using var chitra = await web.SignInAsync("Chitra Iyer", DemoMentorship.ActiveMatch, javaScript: false);
        await Expect(chitra.Page.Locator("main")).ToContainTextAsync("Read the paper.");
        await Expect(chitra.Page.Locator("main")).Not.ToContainTextAsync("4 of 5");
        await Expect(chitra.Page.GetByRole(AriaRole.Button, new() { Name = "Remove this note" })).ToHaveCountAsync(0);
        await using var asha = await web.SignInAsync("Asha Rao", $"{DemoMentorship.Active}/report", javaScript: false);
        await Expect(asha.Page.Locator("main")).ToContainTextAsync("Check-in 4 of 5");
    }

    [Fact]
    public async Task A_new_agenda_does_not_move_a_session_in_the_hour_that_the_clocks_go_through_twice()
    {
        // The first 01:30 of the last Sunday of October in London.
        var year = TimeProvider.System.GetUtcNow().Year + 1;
        var sunday = Enumerable.Range(25, 7).Select(day => new DateTimeOffset(year, 10, day, 0, 30, 0, TimeSpan.Zero)).Single(day => day.DayOfWeek == DayOfWeek.Sunday);
        var session = await web.DataSource.ValueAsync<Guid>(
            """
            insert into mentorship_session (id, pair_id, starts_at, minutes, created_by, created_at, changed_at)
            select gen_random_uuid(), id, $2, 60, mentor_user_id, now(), now() from mentorship_pair where id = $1 returning id
            """, Guid.Parse(DemoMentorship.ActiveMatch[^36..]), sunday);

        await using var chitra = await web.SignInAsync("Chitra Iyer", $"{DemoMentorship.ActiveMatch}/session?session={session}", javaScript: false);
        await chitra.Page.GetByLabel("Time zone of the start").SelectOptionAsync("Europe/London");
        await chitra.Page.GetByLabel("Start", new() { Exact = true }).FillAsync($"{sunday:yyyy-MM-dd}T01:30");
        await chitra.Page.GetByLabel("Agenda").FillAsync("In the night");
        await chitra.Page.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();

        await Expect(chitra.Page.GetByRole(AriaRole.Status).First).ToContainTextAsync("The session is changed");
        Assert.Equal(sunday.UtcDateTime, await web.DataSource.ValueAsync<DateTime>(
            "select starts_at from mentorship_session where id = $1 and agenda = 'In the night'", session));
    }

    [Fact]
    public async Task A_session_in_the_past_is_refused_and_what_was_typed_stays()
    {
        await using var chitra = await web.SignInAsync("Chitra Iyer", $"{DemoMentorship.ActiveMatch}/session?session={DemoMentorship.Session}", javaScript: false);
        await chitra.Page.GetByLabel("Start", new() { Exact = true }).FillAsync("2020-01-01T10:00");
        await chitra.Page.GetByLabel("Agenda").FillAsync("Another agenda");
        await chitra.Page.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();

        await Expect(chitra.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("Give a time in the future");
        await Expect(chitra.Page.GetByLabel("Agenda")).ToHaveValueAsync("Another agenda");
    }

    [Fact]
    public async Task A_session_at_the_end_of_time_is_refused()
    {
        await using var chitra = await web.SignInAsync("Chitra Iyer", $"{DemoMentorship.ActiveMatch}/session", javaScript: false);
        await chitra.Page.GetByLabel("Start", new() { Exact = true }).FillAsync("9999-12-31T23:59");
        await chitra.Page.GetByLabel("Time zone of the start").SelectOptionAsync("America/New_York");
        await chitra.Page.GetByRole(AriaRole.Button, new() { Name = "Plan" }).ClickAsync();

        await Expect(chitra.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("Give a year");
    }

    [Fact]
    public async Task After_the_end_the_two_give_feedback_and_get_a_certificate()
    {
        await using var bikram = await web.SignInAsync("Bikram Sen", DemoMentorship.EndedMatch, javaScript: false);
        await bikram.Page.Locator("input[name=rating][value='5']").CheckAsync(new() { Force = true });
        await bikram.Page.GetByRole(AriaRole.Button, new() { Name = "Send feedback" }).ClickAsync();
        await Expect(bikram.Page.Locator("main")).ToContainTextAsync("You gave 5 of 5");

        await bikram.Page.GetByRole(AriaRole.Link, new() { Name = "Show the certificate" }).ClickAsync();
        await Expect(bikram.Page.Locator("article")).ToContainTextAsync("Switching to product");
        await Expect(bikram.Page.Locator("article")).ToContainTextAsync("as a mentee, with Chitra Iyer");
    }

    [Fact]
    public async Task A_match_of_others_and_a_draft_do_not_exist()
    {
        await using var esther = await web.SignInAsync("Esther Dias", "/mentorship");
        foreach (var path in new[] { DemoMentorship.ActiveMatch, $"{DemoMentorship.ActiveMatch}/session", DemoMentorship.Draft, "/mentorship/qq", "/mentorship/matches/qq" })
            Assert.Equal(404, (await esther.Page.GotoAsync(web.At(path)))!.Status);
        foreach (var tab in new[] { "applications", "runs", "pairs", "pairs/new", "report", "settings" })
            Assert.Equal(403, (await esther.Page.GotoAsync(web.At($"{DemoMentorship.Active}/{tab}")))!.Status);
    }
}
