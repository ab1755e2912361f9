namespace Bits.Membership.Tests;

public sealed class ScopeTests
{
    [Fact]
    public void A_scope_reads_what_it_writes()
    {
        var group = Scope.Group(Guid.CreateVersion7());

        Assert.Equal(group, Scope.Parse(group.ToString()));
        Assert.Equal("batch:2018", Scope.Batch(2018).ToString());
        Assert.Equal(new Scope("club", "a:b"), Scope.Parse("club:a:b"));
    }

    [Theory]
    [InlineData("", "1", "type")]
    [InlineData("Group", "1", "type")]
    [InlineData("group\n", "1", "type")]
    [InlineData("a23456789012345678901234567890123", "1", "type")]
    [InlineData("group", "", "id")]
    [InlineData("group", "two words", "id")]
    [InlineData("group", "ä", "id")]
    [InlineData("group", "a\0", "id")]
    [InlineData("group", "12345678901234567890123456789012345678901234567890123456789012345", "id")]
    [InlineData("batch", "20x8", "id")]
    [InlineData("batch", "2018\n", "id")]
    public void A_malformed_scope_is_refused_by_the_name_of_its_part(string type, string id, string part) =>
        Assert.Equal(part, Assert.Throws<InvalidArgumentException>(() => new Scope(type, id)).ParamName);

    [Theory]
    [InlineData("group")]
    [InlineData("group:")]
    [InlineData(":1")]
    public void What_is_no_written_scope_is_refused(string text) =>
        Assert.Throws<FormatException>(() => Scope.Parse(text));

    [Theory]
    [InlineData("")]
    [InlineData("  ")]
    [InlineData("with\0nul")]
    public void A_reason_has_words(string reason) =>
        Assert.Equal("reason", Assert.Throws<InvalidArgumentException>(() => Change.BySystem(reason)).ParamName);

    [Fact]
    public void A_reason_is_short() =>
        Assert.Equal("reason", Assert.Throws<InvalidArgumentException>(() => Change.BySystem(new('x', 1 << 20))).ParamName);

    [Fact]
    public void Roles_read_what_they_write()
    {
        foreach (var role in Enum.GetValues<MemberRole>())
            Assert.Equal(role, MemberRoles.Parse(role.ToText()));

        Assert.Throws<FormatException>(() => MemberRoles.Parse("king"));
    }
}
