using System.Text.Json;
using System.Text.Json.Nodes;
using Bits.Platform.Rpc;
using Bits.Platform.Tests.Rpc;

namespace Bits.Platform.Tests.Features.Groups;

/// <summary>Where the id of a group may stand, its slug may.</summary>
public sealed class SlugTests(TestPlatform platform) : IClassFixture<TestPlatform>
{
    readonly GroupCalls _groups = new(platform);

    [Fact, Slow]
    public async Task Every_call_that_takes_the_id_of_a_group_takes_its_slug()
    {
        var calls = new EveryCall(platform);
        var methods = calls.Methods.Where(method => method.RequestType.GetProperty("GroupId") is not null).ToList();
        foreach (var method in methods)
        {
            var (caller, prepared) = await calls.PrepareAsync(method);
            var request = JsonNode.Parse(prepared)!.AsObject();
            request["groupId"] = await platform.DataSource.ValueAsync<string>(
                "select slug from groups_group where id = $1", request["groupId"]!.GetValue<Guid>());

            await platform.CallAsync(
                caller, method.Rules.Name, JsonSerializer.SerializeToElement(request), dryRun: !method.Rules.Reads);
        }

        Assert.True(methods.Count > 25, $"{methods.Count}");
    }

    [Fact]
    public async Task The_answer_is_that_by_id_and_costs_one_round_trip_more()
    {
        var asha = await platform.UserAsync("Asha");
        var group = await _groups.FoundAsync(asha);
        var slug = (await _groups.GetAsync(asha, group)).GetProperty("slug").GetString();

        Assert.Equal(
            (await _groups.CallAsync(asha, "ListMembers", new { groupId = group })).GetRawText(),
            (await _groups.CallAsync(asha, "ListMembers", new { groupId = slug })).GetRawText());
        Assert.Equal(
            await RoundTrips.CountAsync(() => _groups.CallAsync(asha, "ListPosts", new { groupId = group })) + 1,
            await RoundTrips.CountAsync(() => _groups.CallAsync(asha, "ListPosts", new { groupId = slug })));
    }

    [Fact]
    public async Task A_slug_of_no_group_is_not_found_and_a_text_that_is_no_slug_is_refused_as_no_id()
    {
        var asha = await platform.UserAsync("Asha");

        var missing = await _groups.FaultAsync(asha, "JoinGroup", new { groupId = "no-such-group" });
        var malformed = await _groups.FaultAsync(asha, "JoinGroup", new { groupId = "No such group" });

        Assert.Equal((FaultCode.NotFound, "group_not_found"), (missing.Code, missing.Reason));
        Assert.Equal("There is no group no-such-group.", missing.Message);
        Assert.Equal((FaultCode.InvalidArgument, "groupId"), (malformed.Code, Assert.Single(malformed.Fields).Field));
        Assert.Equal("invalid_argument", (await platform.FaultAsync(asha, "groups.v1/JoinGroup", JsonElement.Parse("""{"groupId":"\ud800"}"""))).Reason);
    }

    [Fact]
    public async Task A_caller_without_an_account_learns_nothing_about_a_slug()
    {
        var (asha, nobody) = (await platform.UserAsync("Asha"), Guid.CreateVersion7());
        var slug = (await _groups.GetAsync(asha, await _groups.FoundAsync(asha))).GetProperty("slug").GetString();

        foreach (var groupId in new[] { slug, "no-such-group" })
            Assert.Equal("unauthenticated", (await _groups.FaultAsync(nobody, "JoinGroup", new { groupId })).Reason);
    }
}
