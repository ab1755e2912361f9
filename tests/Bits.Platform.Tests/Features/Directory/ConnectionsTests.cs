using System.Text.Json;

namespace Bits.Platform.Tests.Features.Directory;

/// <summary>Two people become connections by a request and its answer, and what each may learn of the other's answer.</summary>
public sealed class ConnectionsTests(TestPlatform platform) : IClassFixture<TestPlatform>
{
    [Fact]
    public async Task A_request_that_is_accepted_makes_a_connection_of_both()
    {
        var (asha, bikram) = (await platform.UserAsync("Asha"), await platform.UserAsync("Bikram"));

        Assert.Equal("requested", await AskAsync(asha, bikram));
        Assert.Equal("received", await SeenAsync(bikram, asha));
        await CallAsync(bikram, "AcceptConnection", new { userId = asha });

        Assert.Equal("connected", await SeenAsync(asha, bikram));
        Assert.Equal("connected", await SeenAsync(bikram, asha));
        Assert.Equal([bikram], await ListAsync(asha, "connected"));
    }

    [Fact]
    public async Task Two_who_ask_each_other_are_connected()
    {
        var (asha, bikram) = (await platform.UserAsync("Asha"), await platform.UserAsync("Bikram"));

        await AskAsync(asha, bikram);
        Assert.Equal("connected", await AskAsync(bikram, asha));
    }

    [Fact]
    public async Task Eight_requests_at_once_make_one_row_and_one_notification()
    {
        var (asha, bikram) = (await platform.UserAsync("Asha"), await platform.UserAsync("Bikram"));

        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => AskAsync(asha, bikram)));

        Assert.Equal([bikram], await ListAsync(asha, "requested"));
        Assert.Single(await InboxAsync(bikram));
    }

    [Fact]
    public async Task A_declined_request_looks_pending_to_who_made_it_and_cannot_be_made_again()
    {
        var (asha, bikram) = (await platform.UserAsync("Asha"), await platform.UserAsync("Bikram"));
        await AskAsync(asha, bikram);
        await CallAsync(bikram, "DeclineConnection", new { userId = asha });

        Assert.Equal("requested", await SeenAsync(asha, bikram));
        Assert.Equal([bikram], await ListAsync(asha, "requested"));
        await CallAsync(asha, "RemoveConnection", new { userId = bikram });
        Assert.Equal("requested", await AskAsync(asha, bikram));
        Assert.Equal("none", await SeenAsync(bikram, asha));
        Assert.Empty(await ListAsync(bikram, "received"));

        // Who has declined may change their mind.
        Assert.Equal("requested", await AskAsync(bikram, asha));
        Assert.Equal("received", await SeenAsync(asha, bikram));
    }

    [Fact]
    public async Task A_blocked_member_asks_and_is_not_told()
    {
        var (asha, bikram) = (await platform.UserAsync("Asha"), await platform.UserAsync("Bikram"));
        await platform.CallAsync(bikram, "people.v1/BlockMember", new { userId = asha });

        Assert.Equal("requested", await AskAsync(asha, bikram));
        Assert.Empty(await InboxAsync(bikram));
        Assert.Empty(await ListAsync(bikram, "received"));
        await platform.CallAsync(bikram, "people.v1/UnblockMember", new { userId = asha });
        Assert.Empty(await ListAsync(bikram, "received"));
    }

    [Fact]
    public async Task A_connection_counts_no_more_while_one_blocks_the_other()
    {
        var (asha, bikram) = (await platform.UserAsync("Asha"), await platform.UserAsync("Bikram"));
        await AskAsync(asha, bikram);
        await AskAsync(bikram, asha);
        await CallAsync(asha, "UpdateProfile", new { phone = "+91 98765 43210" });
        Assert.Equal("+919876543210", await PhoneAsync(bikram, asha));

        await platform.CallAsync(asha, "people.v1/BlockMember", new { userId = bikram });

        Assert.Null(await PhoneAsync(bikram, asha));
    }

    [Fact]
    public async Task Nothing_connects_with_oneself_or_with_no_one()
    {
        var asha = await platform.UserAsync("Asha");

        Assert.Equal("userId", (await platform.FaultAsync(asha, "directory.v1/RequestConnection", new { userId = asha })).Fields.Single().Field);
        Assert.Equal("person_not_found", (await platform.FaultAsync(asha, "directory.v1/RequestConnection", new { userId = Guid.CreateVersion7() })).Reason);
        Assert.Equal("request_not_found", (await platform.FaultAsync(asha, "directory.v1/AcceptConnection", new { userId = Guid.CreateVersion7() })).Reason);
    }

    async Task<string?> AskAsync(Guid from, Guid to) =>
        (await CallAsync(from, "RequestConnection", new { userId = to })).GetProperty("connection").GetString();

    async Task<string?> SeenAsync(Guid viewer, Guid person) =>
        (await CallAsync(viewer, "GetProfile", new { userId = person })).GetProperty("profile").GetProperty("connection").GetString();

    async Task<string?> PhoneAsync(Guid viewer, Guid person) =>
        (await CallAsync(viewer, "GetProfile", new { userId = person })).GetProperty("profile").GetProperty("fields").GetProperty("phone").GetString();

    async Task<IReadOnlyList<Guid>> ListAsync(Guid user, string view) =>
    [
        .. (await CallAsync(user, "ListConnections", new { view })).GetProperty("connections").EnumerateArray()
            .Select(item => item.GetProperty("person").GetProperty("userId").GetGuid()),
    ];

    async Task<IReadOnlyList<JsonElement>> InboxAsync(Guid user) =>
        [.. (await platform.CallAsync(user, "notifications.v1/ListInbox", new { })).GetProperty("items").EnumerateArray()];

    Task<JsonElement> CallAsync(Guid user, string verb, object request) => platform.CallAsync(user, $"directory.v1/{verb}", request);
}
