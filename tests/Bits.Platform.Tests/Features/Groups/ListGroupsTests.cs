using System.Globalization;
using System.Text.Json;
using Bits.Membership;

namespace Bits.Platform.Tests.Features.Groups;

/// <summary>The lists of groups: one's own, and those to discover.</summary>
public sealed class ListGroupsTests(TestPlatform platform) : IClassFixture<TestPlatform>
{
    readonly GroupCalls _groups = new(platform);

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Mine_are_those_of_the_caller_and_discover_shows_the_others()
    {
        var (asha, bikram) = (await platform.UserAsync("Asha"), await platform.UserAsync("Bikram"));
        var word = Word();
        var (open, closed, hidden) = (
            await _groups.FoundAsync(asha, "public", $"{word} Open"), await _groups.FoundAsync(asha, "private", $"{word} Closed"),
            await _groups.FoundAsync(asha, "secret", $"{word} Hidden"));
        await _groups.AddAsync(bikram, open);

        Assert.Equal([closed, hidden, open], Ids(await ListAsync(asha, new { view = "mine", text = word })));
        Assert.Empty(Ids(await ListAsync(asha, new { view = "discover", text = word })));
        Assert.Equal([open], Ids(await ListAsync(bikram, new { view = "mine", text = word })));
        Assert.Equal([closed], Ids(await ListAsync(bikram, new { view = "discover", text = word })));
        Assert.Equal([closed, open], Ids(await ListAsync(bikram, new { text = word })));
    }

    [Fact]
    public async Task A_row_has_what_GetGroup_says()
    {
        var (asha, bikram, chitra) = (await platform.UserAsync("Asha"), await platform.UserAsync("Bikram"), await platform.UserAsync("Chitra"));
        var word = Word();
        var closed = await _groups.FoundAsync(asha, "private", $"{word} Closed", topics: ["Sports", "goa", "sports"]);
        await _groups.AddAsync(bikram, closed);
        await _groups.CallAsync(asha, "UpdateGroup", new { groupId = closed, description = "Mornings.\nAnd evenings.", color = "teal" });
        await _groups.CallAsync(chitra, "JoinGroup", new { groupId = closed });

        foreach (var caller in new[] { asha, bikram, chitra })
        {
            var (row, seen) = (Assert.Single(Rows(await ListAsync(caller, new { text = word }))), await _groups.GetAsync(caller, closed));

            foreach (var field in row.EnumerateObject().Where(field => field.Name != "summary"))
                Assert.Equal(seen.GetProperty(field.Name).GetRawText(), field.Value.GetRawText());
            Assert.Equal("Mornings.", row.GetProperty("summary").GetString());
            Assert.Equal(["sports", "goa"], row.GetProperty("topics").EnumerateArray().Select(topic => topic.GetString()));
            Assert.Equal(2, row.GetProperty("memberCount").GetInt32());
        }
    }

    [Fact]
    public async Task An_invited_user_discovers_a_secret_group_until_the_invitation_is_revoked()
    {
        var (asha, bikram) = (await platform.UserAsync("Asha"), await platform.UserAsync("Bikram"));
        var hidden = await _groups.FoundAsync(asha, "secret", "Unicorns");
        var invitation = (await _groups.CallAsync(asha, "InviteMember", new { groupId = hidden, userId = bikram })).GetProperty("invitationId").GetGuid();

        var row = Assert.Single(Rows(await ListAsync(bikram, new { view = "discover", text = "unicorn" })));

        Assert.Equal(invitation, row.GetProperty("invitationId").GetGuid());
        await _groups.CallAsync(asha, "RevokeInvitation", new { groupId = hidden, invitationId = invitation });
        Assert.Empty(Rows(await ListAsync(bikram, new { view = "discover", text = "unicorn" })));
    }

    [Fact]
    public async Task Kind_topic_and_beginnings_of_words_narrow_the_list()
    {
        var asha = await platform.UserAsync("Asha");
        var word = Word();
        var (rowing, chess) = (
            await _groups.FoundAsync(asha, "public", $"{word} Rowing in Goa", topics: "sports"),
            await _groups.FoundAsync(asha, "public", $"{word} Café-Chess (रोइंग)", topics: "games"));

        Assert.Equal([rowing], Ids(await ListAsync(asha, new { text = $"go {word}" })));
        Assert.Equal([chess], Ids(await ListAsync(asha, new { text = $"{word} caf" })));
        Assert.Equal([rowing], Ids(await ListAsync(asha, new { text = word, topic = "SPORTS" })));
        Assert.Empty(Ids(await ListAsync(asha, new { text = $"{word} oa" })));
        Assert.Empty(Ids(await ListAsync(asha, new { text = "!&|:*'\\" })));
        Assert.Empty(Ids(await ListAsync(asha, new { text = word, kind = "chapter" })));
    }

    [Fact]
    public async Task Pages_meet_and_a_cursor_belongs_to_its_question()
    {
        var asha = await platform.UserAsync("Asha");
        var word = Word();
        var all = new List<Guid>();
        foreach (var name in new[] { "b", "A", "a", "É", "C", "c", "B" })
            all.Add(await _groups.FoundAsync(asha, "public", $"{word} {name}"));

        var (listed, cursor) = (new List<Guid>(), (string?)null);
        do
        {
            var page = await ListAsync(asha, new { text = word, limit = 2, cursor });
            listed.AddRange(Ids(page));
            cursor = page.GetProperty("nextCursor").GetString();
        }
        while (cursor is not null);

        Assert.Equal(all.Order(), listed.Order());
        Assert.Equal(listed.Count, listed.Distinct().Count());
        var first = (await ListAsync(asha, new { text = word, limit = 2 })).GetProperty("nextCursor").GetString();
        Assert.Equal("invalid_argument", (await _groups.FaultAsync(asha, "ListGroups", new { text = "other", limit = 2, cursor = first })).Reason);
    }

    [Fact]
    public async Task A_page_costs_as_many_round_trips_as_a_row()
    {
        var asha = await platform.UserAsync("Asha");
        var word = Word();
        foreach (var number in Enumerable.Range(0, 30))
            await _groups.FoundAsync(asha, "public", $"{word} {number.ToString(CultureInfo.InvariantCulture)}");
        await ListAsync(asha, new { text = word });

        // Who calls, the scopes of the caller, the groups, their memberships.
        Assert.Equal(4, await RoundTrips.CountAsync(() => ListAsync(asha, new { view = "mine", text = word, limit = 30 })));
        Assert.Equal(5, await RoundTrips.CountAsync(() => ListAsync(asha, new { text = word, limit = 30 }))); // and the invitations
    }

    [Theory]
    [InlineData("""{"limit":0}""", "limit"), InlineData("""{"limit":101}""", "limit"), InlineData("""{"view":"all"}""", "view")]
    [InlineData("""{"text":""}""", "text"), InlineData("""{"topic":"a\nb"}""", "topic"), InlineData("""{"kind":"club"}""", "kind")]
    public async Task Bad_input_names_the_field(string request, string field)
    {
        var fault = await _groups.FaultAsync(await platform.UserAsync("Asha"), "ListGroups", JsonElement.Parse(request));

        Assert.Equal(field, Assert.Single(fault.Fields).Field);
    }

    [Fact]
    public async Task Many_overviews_equal_one_by_one()
    {
        var (asha, bikram) = (await platform.UserAsync("Asha"), await platform.UserAsync("Bikram"));
        Scope[] scopes = [.. (await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => _groups.FoundAsync(asha, "private")))).Select(Scope.Group), Scope.Batch(1999)];
        await _groups.CallAsync(bikram, "JoinGroup", new { groupId = scopes[0].Id });
        await _groups.CallAsync(asha, "InviteMember", new { groupId = scopes[1].Id, userId = bikram });
        await _groups.AddAsync(bikram, Guid.Parse(scopes[2].Id));
        await platform.Memberships.BanAsync(bikram, scopes[3], Change.BySystem("test"), ct: Ct);

        await using var db = await platform.DataSource.OpenConnectionAsync(Ct);
        var many = await platform.Memberships.OverviewsAsync(db, bikram, scopes, Ct);

        Assert.Equal(scopes.Length, many.Count);
        foreach (var (scope, overview) in scopes.Zip(many))
            Assert.Equal(await platform.Memberships.OverviewAsync(db, bikram, scope, Ct), overview);
    }

    static string Word() => $"w{Guid.CreateVersion7():N}";

    Task<JsonElement> ListAsync(Guid user, object request) => _groups.CallAsync(user, "ListGroups", request);

    static IReadOnlyList<JsonElement> Rows(JsonElement page) => [.. page.GetProperty("groups").EnumerateArray()];

    static IReadOnlyList<Guid> Ids(JsonElement page) => [.. Rows(page).Select(row => row.GetProperty("groupId").GetGuid())];
}
