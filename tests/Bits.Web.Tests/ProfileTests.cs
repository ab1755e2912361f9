using Bits.Testing.Photos;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Bits.Web.Tests;

/// <summary>What members say of themselves, and to whom.</summary>
[Slow]
public sealed class ProfileTests(WebUnderTest web) : IClassFixture<WebUnderTest>
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_field_is_shown_to_the_chosen_audience_and_an_error_loses_nothing(bool javaScript)
    {
        await using var esther = await web.SignInAsync("Esther Dias", "/people/me/edit", javaScript);
        await esther.Page.Locator("#city").FillAsync("Margao");
        await esther.Page.GetByLabel("Who sees City").SelectOptionAsync("connections");
        await esther.Page.Locator("#languages").FillAsync("Konkani, Hindi,, konkani");
        await esther.Page.Locator("#addresses").FillAsync("trains.example/essie\nhttps://people.example/essie");
        await esther.Page.Locator("#phone").FillAsync("12");
        await esther.Page.GetByLabel("Mentoring").CheckAsync();
        await esther.Page.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();

        await Expect(esther.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("Nothing is saved yet");
        await Expect(esther.Page.Locator("#phone-problem")).ToContainTextAsync("no telephone number with its country");
        await Expect(esther.Page.Locator("#phone")).ToHaveAttributeAsync("aria-invalid", "true");
        await Expect(esther.Page.Locator("#city")).ToHaveValueAsync("Margao");
        await Expect(esther.Page.GetByLabel("Who sees City")).ToHaveValueAsync("connections");
        await Expect(esther.Page.GetByLabel("Mentoring")).ToBeCheckedAsync();
        await esther.Page.Locator("#phone").FillAsync("+91 98765 43210");
        await esther.Page.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();

        await Expect(esther.Page.GetByRole(AriaRole.Status).First).ToContainTextAsync("Your profile is saved");
        await Expect(esther.Page.Locator("main")).ToContainTextAsync("Margao");
        await Expect(esther.Page.Locator("main")).ToContainTextAsync("trains.example/essie");
        Assert.Equal(["Konkani", "Hindi"], await esther.Page.Locator("dd.topics").Last.Locator(".chip").AllInnerTextsAsync());
        await esther.Page.GetByRole(AriaRole.Link, new() { Name = "View as a stranger" }).ClickAsync();
        await Expect(esther.Page.GetByRole(AriaRole.Status)).ToContainTextAsync("a stranger sees your profile");
        await Expect(esther.Page.Locator("main")).Not.ToContainTextAsync("Margao");
        await esther.Page.GetByRole(AriaRole.Link, new() { Name = "View as a connection" }).ClickAsync();
        await Expect(esther.Page.Locator("main")).ToContainTextAsync("Margao");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_photo_is_sent_refused_with_the_reason_replaced_and_removed(bool javaScript)
    {
        await using var chitra = await web.SignInAsync("Chitra Iyer", "/people/me/edit", javaScript);
        var photo = chitra.Page.Locator(".side.photo");

        await SendAsync(Quadrants.Jpeg(400, 300));
        await Expect(chitra.Page.GetByRole(AriaRole.Status).First).ToContainTextAsync("Your photo is saved");
        var first = await photo.Locator("img").GetAttributeAsync("src");
        await SendAsync("<svg></svg>"u8.ToArray());
        await Expect(chitra.Page.Locator("body")).ToContainTextAsync("send a JPEG, PNG, WebP or GIF image");
        await Expect(photo.Locator("img")).ToHaveAttributeAsync("src", first!);
        await SendAsync(Quadrants.Jpeg(300, 400));
        await Expect(photo.Locator("img")).Not.ToHaveAttributeAsync("src", first!);

        await photo.GetByRole(AriaRole.Button, new() { Name = "Remove the photo" }).ClickAsync();
        await Expect(chitra.Page.GetByRole(AriaRole.Status).First).ToContainTextAsync("Your photo is removed");
        await Expect(photo.Locator("img")).ToHaveCountAsync(0);

        async Task SendAsync(byte[] file)
        {
            await photo.Locator("input[type=file]").SetInputFilesAsync(new FilePayload { Name = "me.jpg", MimeType = "image/jpeg", Buffer = file });
            await photo.GetByRole(AriaRole.Button, new() { Name = "Upload" }).ClickAsync();
        }
    }

    [Fact]
    public async Task A_change_in_another_tab_is_explained_and_can_be_replaced()
    {
        await using var first = await web.SignInAsync("Chitra Iyer", "/people/me/edit");
        await using var second = await web.SignInAsync("Chitra Iyer", "/people/me/edit", javaScript: false);
        await second.Page.Locator("#headline").FillAsync("Sings alto.");
        await second.Page.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await Expect(second.Page.Locator("h1")).ToHaveTextAsync("Chitra Iyer");

        await first.Page.Locator("#headline").FillAsync("Sings soprano.");
        await first.Page.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await Expect(first.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("Your profile was changed meanwhile");
        await Expect(first.Page.GetByText("Saved meanwhile: Sings alto.")).ToBeVisibleAsync();
        await Expect(first.Page.GetByText("Saved meanwhile")).ToHaveCountAsync(1);
        await Expect(first.Page.Locator("#headline")).ToHaveValueAsync("Sings soprano.");
        await first.Page.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();

        await Expect(first.Page.Locator("header.personhead")).ToContainTextAsync("Sings soprano.");
    }

    [Fact]
    public async Task What_was_typed_outlives_the_session()
    {
        await using var bikram = await web.SignInAsync("Bikram Sen", "/people/me/edit", javaScript: false);
        await bikram.Page.Locator("#headline").FillAsync("Builds tunnels too.");
        await bikram.Page.Locator("#addresses").FillAsync("https://people.example/a\nhttps://people.example/b");
        await bikram.Page.Context.ClearCookiesAsync();
        await bikram.Page.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();

        await Expect(bikram.Page.Locator("h1")).ToHaveTextAsync("Your text is not sent yet");
        await Expect(bikram.Page.GetByLabel("Headline")).ToHaveValueAsync("Builds tunnels too.");
        await Expect(bikram.Page.GetByLabel("Links")).ToHaveValueAsync("https://people.example/a\nhttps://people.example/b");
    }

    [Fact]
    public async Task A_person_who_is_not_there_is_said_so()
    {
        await using var asha = await web.SignInAsync("Asha Rao", "/settings");
        foreach (var path in new[] { $"/people/{Guid.CreateVersion7()}", "/people/qq" })
        {
            Assert.Equal(404, (await asha.Page.GotoAsync(web.At(path)))!.Status);
            await Expect(asha.Page.Locator("main")).ToContainTextAsync("There is no such member");
        }
    }
}
