using System.Text.Json;
using Bits.Platform.Features.Groups;
using Bits.Platform.Rpc;

namespace Bits.Platform.Tests.Rpc;

public sealed class RequestBinderTests
{
    const string Group = "0198c1d2-7d3a-7c41-9f0e-3a5b8e6d2f10";

    [Fact]
    public void A_good_request_is_bound_with_its_defaults()
    {
        var request = RequestBinder.Bind<ListPosts.Request>(Json($$"""{"groupId":"{{Group}}"}"""));

        Assert.Equal(new(Guid.Parse(Group), 20, null), request);
    }

    [Theory]
    [InlineData("[]", "body")]
    [InlineData("7", "body")]
    [InlineData("null", "body")]
    [InlineData("{}", "groupId", "body")]
    [InlineData("""{"groupId":"x","body":"y"}""", "groupId")]
    [InlineData("""{"groupId":null,"body":"y"}""", "groupId")]
    [InlineData("""{"groupId":7,"body":true}""", "groupId", "body")]
    [InlineData("""{"groupId":"0198c1d2-7d3a-7c41-9f0e-3a5b8e6d2f10","body":null}""", "body")]
    [InlineData("""{"groupId":"0198c1d2-7d3a-7c41-9f0e-3a5b8e6d2f10","body":"  "}""", "body")]
    [InlineData("""{"groupId":"0198c1d2-7d3a-7c41-9f0e-3a5b8e6d2f10","body":"a\u0000b"}""", "body")]
    [InlineData("""{"groupId":"0198c1d2-7d3a-7c41-9f0e-3a5b8e6d2f10","body":"\ud800"}""", "body")]
    [InlineData("""{"groupId":"0198c1d2-7d3a-7c41-9f0e-3a5b8e6d2f10","body":{"a":1}}""", "body")]
    [InlineData("""{"groupId":"0198c1d2-7d3a-7c41-9f0e-3a5b8e6d2f10","body":"y","extra":1}""", "extra")]
    [InlineData("""{"GroupId":"0198c1d2-7d3a-7c41-9f0e-3a5b8e6d2f10","body":"y"}""", "GroupId", "groupId")]
    public void Every_field_at_fault_is_named(string json, params string[] fields)
    {
        var fault = Assert.Throws<FaultException>(() => RequestBinder.Bind<PostToGroup.Request>(Json(json)));

        Assert.Equal(FaultCode.InvalidArgument, fault.Code);
        Assert.Equal(fields, fault.Fields.Select(f => f.Field));
        Assert.All(fault.Fields, f => Assert.DoesNotContain("System.", f.Problem, StringComparison.Ordinal));
    }

    [Fact]
    public void At_most_twenty_problems_are_named_each_field_once_and_shortly()
    {
        var many = string.Join(',', Enumerable.Range(0, 90_000).Select(i => $"\"unknown{i}\":1"));
        var fault = Assert.Throws<FaultException>(() => RequestBinder.Bind<PostToGroup.Request>(Json($"{{{many}}}")));

        Assert.Equal(20, fault.Fields.Count);
        Assert.Equal(20, fault.Fields.Select(f => f.Field).Distinct().Count());
        Assert.Contains("89,982 more", fault.Message, StringComparison.Ordinal);
        Assert.True(fault.Message.Length < 4_000, $"{fault.Message.Length}");

        var longName = Assert.Throws<FaultException>(
            () => RequestBinder.Bind<PostToGroup.Request>(Json($"{{\"{new string('x', 500_000)}\":1}}")));
        Assert.True(longName.Message.Length + longName.Fields.Sum(f => f.Field.Length + f.Problem.Length) < 4_000);
    }

    [Fact]
    public void A_field_name_of_half_a_character_is_no_crash()
    {
        var fault = Assert.Throws<FaultException>(
            () => RequestBinder.Bind<PostToGroup.Request>(Json("""{"\ud800":1}""")));

        Assert.Equal(FaultCode.InvalidArgument, fault.Code);
    }

    [Fact]
    public void A_text_that_is_too_long_says_how_long_it_may_be()
    {
        var body = JsonSerializer.SerializeToElement(new { groupId = Group, body = new string('x', 10_001) });

        var fault = Assert.Throws<FaultException>(() => RequestBinder.Bind<PostToGroup.Request>(body));

        Assert.Contains("10,000", Assert.Single(fault.Fields).Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void A_word_of_an_enum_that_is_unknown_is_told_the_known_ones()
    {
        var fault = Assert.Throws<FaultException>(() => RequestBinder.Bind<CreateGroup.Request>(
            Json("""{"slug":"a","name":"b","visibility":"hidden"}""")));

        Assert.Equal(new FieldProblem("visibility", "must be one of public, private, secret."), Assert.Single(fault.Fields));
    }

    [Fact]
    public void A_query_string_is_bound_like_a_body()
    {
        var request = RequestBinder.Bind<ListPosts.Request>(
            RequestBinder.FromQuery<ListPosts.Request>([new("groupId", [Group]), new("limit", ["7"])]));

        Assert.Equal(new(Guid.Parse(Group), 7, null), request);
    }

    [Theory]
    [InlineData("limit", "seven", "limit")]
    [InlineData("limit", "0", "limit")]
    [InlineData("limit", "99999999999", "limit")]
    [InlineData("limit", "1.5", "limit")]
    [InlineData("cursor", "a\0", "cursor")]
    [InlineData("colour", "red", "colour")]
    public void A_bad_query_string_names_the_field(string name, string value, string field)
    {
        var json = RequestBinder.FromQuery<ListPosts.Request>([new("groupId", [Group]), new(name, [value])]);

        var fault = Assert.Throws<FaultException>(() => RequestBinder.Bind<ListPosts.Request>(json));

        Assert.Equal([field], fault.Fields.Select(f => f.Field));
    }

    [Fact]
    public void A_field_twice_in_a_query_string_is_refused_where_it_is_no_list()
    {
        var json = RequestBinder.FromQuery<ListPosts.Request>([new("groupId", [Group, Group])]);

        Assert.Equal(
            "groupId", Assert.Single(Assert.Throws<FaultException>(
                () => RequestBinder.Bind<ListPosts.Request>(json)).Fields).Field);
    }

    static JsonElement Json(string json) => JsonDocument.Parse(json).RootElement;
}
