using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Bits.Web.Tests;

/// <summary>What was typed stays after a fault, at any length.</summary>
[Slow]
public sealed class KeptTextsTests(WebUnderTest web) : IClassFixture<WebUnderTest>
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_comment_that_is_refused_is_shown_again_and_sent_when_it_is_allowed(bool javaScript)
    {
        var text = $"In the second boat, {string.Join(" ", Enumerable.Repeat("please", 250))}, {javaScript}";
        await web.JoinAsync("bikram", "rowing");
        await using var bikram = await web.SignInAsync("Bikram Sen", $"/posts/{await PostInAsync("rowing")}", javaScript);
        await bikram.Page.GetByLabel("Your comment", new() { Exact = true }).FillAsync(text);
        await web.LeaveAsync("bikram", "rowing");
        await bikram.Page.GetByRole(AriaRole.Button, new() { Name = "Comment", Exact = true }).ClickAsync();

        await Expect(bikram.Page.Locator("h1")).ToHaveTextAsync("That did not work");
        await Expect(bikram.Page.GetByLabel("Text")).ToHaveValueAsync(text);
        await web.JoinAsync("bikram", "rowing");
        await bikram.Page.GetByRole(AriaRole.Button, new() { Name = "Send again" }).ClickAsync();
        await Expect(bikram.Page.Locator(".comment", new() { HasText = text })).ToBeVisibleAsync();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_long_description_in_hindi_stays_in_the_form_of_a_new_group(bool javaScript)
    {
        var text = string.Join(" ", Enumerable.Repeat("नौकायन", 60));
        await using var chitra = await web.SignInAsync("Chitra Iyer", "/groups/new", javaScript);
        await chitra.Page.GetByLabel("Name", new() { Exact = true }).FillAsync("Boats");
        await chitra.Page.GetByLabel("Address").FillAsync("chess");
        await chitra.Page.GetByLabel("Description").FillAsync(text);
        await chitra.Page.GetByRole(AriaRole.Button, new() { Name = "Create group" }).ClickAsync();

        await Expect(chitra.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("There is a group called chess already");
        await Expect(chitra.Page.GetByLabel("Description")).ToHaveValueAsync(text);
    }

    [Fact]
    public async Task Settings_of_a_group_that_another_admin_changed_are_shown_as_typed_and_saved_by_a_second_press()
    {
        await using var asha = await web.SignInAsync("Asha Rao", "/groups/rowing/settings");
        await using var other = await web.SignInAsync("Asha Rao", "/groups/rowing/settings");
        await other.Page.GetByLabel("Description").FillAsync("Changed by another admin.");
        await other.Page.GetByRole(AriaRole.Button, new() { Name = "Save" }).First.ClickAsync();
        await Expect(other.Page.GetByRole(AriaRole.Status)).ToContainTextAsync("The settings are saved.");

        await asha.Page.GetByLabel("Description").FillAsync("Mornings on the Mandovi.");
        await asha.Page.GetByRole(AriaRole.Button, new() { Name = "Save" }).First.ClickAsync();
        await Expect(asha.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("Another admin changed the settings");
        await Expect(asha.Page.GetByLabel("Description")).ToHaveValueAsync("Mornings on the Mandovi.");

        await asha.Page.GetByRole(AriaRole.Button, new() { Name = "Save" }).First.ClickAsync();
        await Expect(asha.Page.GetByRole(AriaRole.Status)).ToContainTextAsync("The settings are saved.");
    }

    [Fact]
    public async Task An_invitation_that_is_refused_keeps_its_message()
    {
        await using var asha = await web.SignInAsync("Asha Rao", "/groups/rowing/invite");
        await asha.Page.GetByLabel("Valid for").SelectOptionAsync("60");
        await asha.Page.GetByLabel("Message").FillAsync("Come and row.");
        await asha.Page.EvaluateAsync("document.querySelector('[name=role] option:checked').value = 'captain'");
        await asha.Page.GetByRole(AriaRole.Button, new() { Name = "Make a link" }).ClickAsync();

        await Expect(asha.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("role");
        await Expect(asha.Page.GetByLabel("Message")).ToHaveValueAsync("Come and row.");
        await Expect(asha.Page.GetByLabel("Valid for")).ToHaveValueAsync("60");
    }

    [Fact]
    public async Task Every_field_with_a_text_is_kept()
    {
        // The names of text fields in the source, against those that a refused form shows again.
        var kept = await File.ReadAllTextAsync(Path.Combine(ProgramProcess.Repository, "src/Bits.Web/Hosting/KeptForm.cs"), TestContext.Current.CancellationToken);
        var texts = Directory.EnumerateFiles(Path.Combine(ProgramProcess.Repository, "src/Bits.Web"), "*.razor", SearchOption.AllDirectories)
            .Where(file => Path.GetFileName(file) != "ClaimForm.razor") // for signed-out people; it shows its own texts again
            .SelectMany(file => System.Text.RegularExpressions.Regex.Matches(File.ReadAllText(file), "<(?:textarea|input(?! type=)) name=\"([A-Za-z]+)\""))
            .Select(match => match.Groups[1].Value).Distinct().ToList();

        Assert.Contains("body", texts);
        Assert.All(texts, name => Assert.Contains($"\"{name}\" =>", kept, StringComparison.Ordinal));
    }

    Task<Guid> PostInAsync(string slug) => web.DataSource.ValueAsync<Guid>(
        "select id from posts_post where scope = 'group:' || (select id from groups_group where slug = $1) and removed_at is null order by id limit 1", slug);
}
