using System.Net;
using System.Text.Json;
using Bits.Membership;

namespace Bits.Backend.Tests.Http;

/// <summary>Capabilities before an endpoint that is no call, over real HTTP: the database decides, whatever the token says.
/// </summary>
public sealed class CapabilityPolicyTests(TestBackend test) : IClassFixture<TestBackend>
{
    static int Groups;

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Members_get_the_roster_and_others_a_problem_document()
    {
        var (asha, bikram) = (await test.UserAsync("Asha"), await test.UserAsync("Bikram"));
        var group = await FoundAsync(asha);

        var file = await GetAsync(asha, $"group:{group}");
        var refused = await GetAsync(bikram, $"group:{group}");

        Assert.Equal((HttpStatusCode.OK, "text/csv"), (file.Status, file.ContentType));
        Assert.Matches($"^user_id,name,role,since,until\r\n{asha},\"Asha\",owner,[0-9T:.-]+Z,\r\n$", file.Body);
        Assert.Equal((HttpStatusCode.Forbidden, "not_a_member"), (refused.Status, Reason(refused.Body)));
    }

    [Fact]
    public async Task A_ban_and_a_platform_role_count_at_once_under_the_same_token()
    {
        var (asha, bikram) = (await test.UserAsync("Asha"), await test.UserAsync("Bikram"));
        var group = await FoundAsync(asha);
        var token = test.Backend.Token(bikram);
        await test.Backend.PostAsync(bikram, "groups.v1/JoinGroup", new { groupId = group }, Ct);

        Assert.Equal(HttpStatusCode.OK, (await SendAsync(token, $"group:{group}")).Status);
        await test.Backend.PostAsync(asha, "groups.v1/BanMember", new { groupId = group, userId = bikram, reason = "spam" }, Ct);
        Assert.Equal("banned", Reason((await SendAsync(token, $"group:{group}")).Body));
        await test.Database.DataSource.SqlAsync("update accounts_user set platform_role = 'operator' where id = $1", bikram);
        Assert.Equal(HttpStatusCode.OK, (await SendAsync(token, $"group:{group}")).Status);
    }

    [Fact]
    public async Task Nobody_without_a_token_gets_in_and_is_told_so()
    {
        using var response = await test.Backend.SendAsync(HttpMethod.Get, "/files/members.csv?scope=batch:2018", null, token: null, Ct);

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        Assert.Equal("Bearer", response.Headers.WwwAuthenticate.ToString());
        Assert.Equal("unauthenticated", Reason(await response.Content.ReadAsStringAsync(Ct)));
    }

    [Theory]
    [InlineData("", HttpStatusCode.BadRequest, "invalid_argument")]
    [InlineData("?scope=group", HttpStatusCode.BadRequest, "invalid_argument")]
    [InlineData("?scope=batch:20x8", HttpStatusCode.BadRequest, "invalid_argument")]
    [InlineData("?scope=group:0198c1d2-7d3a-7c41-9f0e-3a5b8e6d2f10", HttpStatusCode.NotFound, "group_not_found")]
    [InlineData("?scope=group:rowing", HttpStatusCode.NotFound, "group_not_found")]
    public async Task A_scope_that_is_none_is_named(string query, HttpStatusCode status, string reason)
    {
        using var response = await test.Backend.SendAsync(
            HttpMethod.Get, $"/files/members.csv{query}", null, test.Backend.Token(await test.UserAsync("Asha")), Ct);
        var body = await response.Content.ReadAsStringAsync(Ct);

        Assert.Equal((status, reason), (response.StatusCode, Reason(body)));
        if (status == HttpStatusCode.BadRequest)
            Assert.Equal("scope", JsonDocument.Parse(body).RootElement.GetProperty("errors")[0].GetProperty("field").GetString());
    }

    [Fact]
    public async Task A_roster_longer_than_a_page_is_whole_and_no_name_becomes_a_formula()
    {
        var asha = await test.UserAsync("=1+1\",x");
        var scope = Scope.Group(await FoundAsync(asha));
        await new Memberships(test.Database.DataSource).AddMembersAsync(
            [.. Enumerable.Range(0, 2_500).Select(_ => new NewMember(Guid.CreateVersion7(), scope))], Change.BySystem("test"), ct: Ct);

        var lines = (await GetAsync(asha, scope.ToString())).Body.Split("\r\n", StringSplitOptions.RemoveEmptyEntries);

        Assert.Equal(2_502, lines.Distinct().Count());
        Assert.Contains(lines, line => line.StartsWith($"{asha},\"'=1+1\"\",x\",owner,", StringComparison.Ordinal));
    }

    async Task<Guid> FoundAsync(Guid owner) => (await test.Backend.PostAsync(
        owner, "groups.v1/CreateGroup",
        new { slug = $"roster-{Interlocked.Increment(ref Groups)}", name = "Rowing", visibility = "public" }, Ct)).GetProperty("groupId").GetGuid();

    Task<Answer> GetAsync(Guid user, string scope) => SendAsync(test.Backend.Token(user), scope);

    async Task<Answer> SendAsync(string token, string scope)
    {
        using var response = await test.Backend.SendAsync(HttpMethod.Get, $"/files/members.csv?scope={scope}", null, token, Ct);
        return new(response.StatusCode, response.Content.Headers.ContentType?.MediaType, await response.Content.ReadAsStringAsync(Ct));
    }

    static string? Reason(string body) => JsonDocument.Parse(body).RootElement.GetProperty("reason").GetString();

    sealed record Answer(HttpStatusCode Status, string? ContentType, string Body);
}
