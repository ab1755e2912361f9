using Bits.Platform.Features.Directory;

namespace Bits.Platform.Tests.Features.Directory;

/// <summary>A name is found as people type it: with titles, by initials, by a pet name.</summary>
public sealed class NameFormsTests(TestPlatform platform) : IClassFixture<TestPlatform>
{
    [Theory]
    [InlineData("Dr. Lakshmi Zutshi", "Lakshmi Zutshi")]
    [InlineData("Anil Xalxo, Ph.D.", "Anil Xalxo")]
    [InlineData("Zutshiji Mohan", "Mohan Zutshi")]
    [InlineData("apj xalam", "Avul Pakir Jainulabdeen Xalam")]
    [InlineData("Siva Kumar Qureshi", "Sivakumar Qureshi")]
    [InlineData("Subbu Qrishnan", "Subramanian Qrishnan")]
    public async Task A_person_is_suggested_under_another_form_of_the_name(string typed, string written)
    {
        var person = await platform.UserAsync(written);

        var found = await platform.CallAsync(person, "directory.v1/SuggestPeople", new { text = typed });

        Assert.Contains(person, found.GetProperty("people").EnumerateArray().Select(one => one.GetProperty("userId").GetGuid()));
    }

    [Fact]
    public async Task Words_as_typed_go_before_other_forms_and_filters_narrow_the_same_people()
    {
        var (exact, other) = (await platform.UserAsync("Er Zavaz", 2001), await platform.UserAsync("Zavaz Nath", 2002));

        Assert.Equal([exact], await ListAsync("er zavaz", 2001, 2002));
        Assert.Empty(await ListAsync("er zavaz", 2002));
        Assert.Equal([exact, other], (await ListAsync("prof zavaz", 2001, 2002)).Order());
        Assert.Equal([other], await ListAsync("prof zavaz", 2002));

        async Task<Guid[]> ListAsync(string text, params int[] batches) =>
        [
            .. (await platform.CallAsync(exact, "directory.v1/ListPeople", new { text, batches })).GetProperty("people").EnumerateArray()
                .Select(one => one.GetProperty("userId").GetGuid()),
        ];
    }

    [Fact]
    public void A_single_word_has_no_other_form() => Assert.Empty(NameForms.Of("subbu").Concat(NameForms.Of("dr")).Concat(NameForms.Of("")));
}
