using Bits.Platform.Features.People;
using Bits.Platform.Privacy;

namespace Bits.Platform.Tests.Features.People;

/// <summary>What counts as a mention of somebody.</summary>
public sealed class ErasedPersonTests(TestPlatform platform) : IClassFixture<TestPlatform>
{
    static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("Asha Rao", "I met asha  RAO, and Asha Raote.", "I met [erased], and Asha Raote.")]
    [InlineData("Asha Rao", "Asha\nRao's boat", "[erased]'s boat")]
    [InlineData("a.b+c@x.example", "Write to A.B+C@x.example.", "Write to [erased].")]
    [InlineData("a.b+c@x.example", "axb+c@x.example, za.b+c@x.example", "axb+c@x.example, za.b+c@x.example")]
    [InlineData("@asha.rao", "@asha.rao and asha.rao", "[erased] and asha.rao")]
    [InlineData("+919876543210", "9876543210, +91 98765-43210, (98765) 43210, 1987654321", "[erased], [erased], ([erased], 1987654321")]
    [InlineData("+4612345678", "+46 12 34 56 78 and 146123456789", "[erased] and 146123456789")]
    [InlineData("O'Neil (Jr.)", "O'Neil (Jr.) rows", "[erased] rows")]
    [InlineData("आशा राव", "कल आशा राव आई", "कल [erased] आई")]
    public async Task A_mention_becomes_a_placeholder_and_nothing_else_does(string identifier, string text, string expected)
    {
        await using var db = await platform.DataSource.OpenConnectionAsync(Ct);

        Assert.Equal(expected, await ErasedPerson.Of(Guid.Empty, [identifier]).RedactAsync(db, text, Ct));
    }

    [Fact]
    public async Task Who_is_known_by_nothing_is_mentioned_nowhere()
    {
        await using var db = await platform.DataSource.OpenConnectionAsync(Ct);

        Assert.Equal("Asha rows.", await ErasedPerson.Of(Guid.Empty, []).RedactAsync(db, "Asha rows.", Ct));
    }

    [Theory]
    [InlineData("Gauri Nair", "", "[erased] rows with Asha.")]
    [InlineData("Hema Nair", "Hema Nair Menon", "Hema Nair rows with Asha.")]
    [InlineData("Asha", "", "Asha rows with Asha.")]
    public async Task A_name_that_others_have_too_or_that_is_a_short_word_is_nobodys_mention(string name, string other, string expected)
    {
        var (person, author) = (await platform.UserAsync(name), await platform.UserAsync("Bikram"));
        if (other.Length > 0)
            await platform.UserAsync(other);
        var group = (await platform.CallAsync(author, "groups.v1/CreateGroup", new
        {
            slug = $"m-{Guid.CreateVersion7():N}",
            name = "Rowing",
            visibility = "public",
            description = $"{name} rows with Asha.",
        })).GetProperty("groupId").GetGuid();

        await platform.Get<PersonErasure>().RunAsync(person, Ct);

        Assert.Equal(expected, await platform.DataSource.ValueAsync<string>("select description from groups_group where id = $1", group));
    }
}
