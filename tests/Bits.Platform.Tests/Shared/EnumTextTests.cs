using Bits.Platform.Accounts;
using Bits.Platform.Features.Notifications;
using Bits.Shared;

namespace Bits.Platform.Tests.Shared;

public sealed class EnumTextTests
{
    [Theory]
    [InlineData("operator", PlatformRole.Operator)]
    [InlineData("Operator", PlatformRole.Operator)]
    [InlineData("1", null)] // links and fields say words; the runtime's own parser also takes numbers, and those of no value
    [InlineData("99", null)]
    [InlineData("operator, admin", null)]
    [InlineData("emperor", null)]
    [InlineData("", null)]
    [InlineData(null, null)]
    public void A_word_finds_its_value_and_nothing_else_does(string? text, PlatformRole? value) =>
        Assert.Equal(value, EnumText.Find<PlatformRole>(text));

    [Fact]
    public void Every_value_is_found_by_its_own_text() =>
        Assert.All(Enum.GetValues<DeliveryState>(), state => Assert.Equal(state, EnumText.Find<DeliveryState>(state.ToText())));
}
