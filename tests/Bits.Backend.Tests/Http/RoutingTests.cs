using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Bits.Backend.Tests.Http;

/// <summary>What is wrong before a call is reached is said as a call says it; moments are in UTC; other origins call where
/// they are named.</summary>
public sealed partial class RoutingTests(TestBackend test) : IClassFixture<TestBackend>
{
    static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("GET", "/nowhere", null, HttpStatusCode.NotFound, "address_not_found")]
    [InlineData("GET", "/rpc/no.v1/Such", null, HttpStatusCode.NotFound, "address_not_found")]
    [InlineData("GET", "/admin/assets/0/no.css", null, HttpStatusCode.NotFound, "address_not_found")]
    [InlineData("GET", "/rpc/groups.v1/CreateGroup", null, HttpStatusCode.MethodNotAllowed, "method_not_allowed")]
    [InlineData("DELETE", "/rpc/groups.v1/ListPosts", null, HttpStatusCode.MethodNotAllowed, "method_not_allowed")]
    [InlineData("POST", "/files/members.csv", null, HttpStatusCode.MethodNotAllowed, "method_not_allowed")]
    [InlineData("POST", "/rpc/groups.v1/CreateGroup", "text/plain", HttpStatusCode.UnsupportedMediaType, "media_type_not_supported")]
    public async Task A_wrong_address_a_wrong_method_and_a_wrong_type_have_a_reason(
        string method, string address, string? type, HttpStatusCode status, string reason)
    {
        using var content = type is null ? null : new StringContent("{}", System.Text.Encoding.UTF8, type);

        using var answer = await test.Backend.SendAsync(
            new(method), address, content, test.Backend.Token(await test.UserAsync("Asha")), Ct);

        var problem = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(Ct)).RootElement;
        Assert.Equal(status, answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType!.MediaType);
        Assert.Equal(reason, problem.GetProperty("reason").GetString());
        Assert.Equal($"urn:bits:fault:{reason}", problem.GetProperty("type").GetString());
        Assert.Equal((int)status, problem.GetProperty("status").GetInt32());
        Assert.NotEmpty(problem.GetProperty("detail").GetString()!);
        Assert.True(problem.TryGetProperty("traceId", out _));
    }

    [Fact]
    public async Task Moments_in_answers_end_in_Z_and_have_at_most_milliseconds()
    {
        var asha = await test.UserAsync("Asha");
        var group = (await test.Backend.PostAsync(
            asha, "groups.v1/CreateGroup", new { slug = "moments", name = "Moments", visibility = "public" }, Ct)).GetProperty("groupId").GetGuid();
        await test.Backend.PostAsync(asha, "groups.v1/PostToGroup", new { groupId = group, body = "geckos" }, Ct);
        var invitation = await test.Backend.PostAsync(asha, "groups.v1/InviteMember", new { groupId = group, role = "member" }, Ct);
        var answers = new List<string> { invitation.GetRawText() };
        foreach (var read in new[]
        {
            $"groups.v1/ListPosts?groupId={group}", $"groups.v1/ListMembers?groupId={group}",
            $"groups.v1/ListMembershipHistory?groupId={group}&userId={asha}", "accounts.v1/ListSessions", "memberships.v1/ListMyMemberships",
        })
            answers.Add((await test.Backend.GetAsync(asha, read, Ct)).GetRawText());
        using (var roster = await test.Backend.SendAsync(HttpMethod.Get, $"/files/members.csv?scope=group:{group}", null, test.Backend.Token(asha), Ct))
            answers.Add(await roster.Content.ReadAsStringAsync(Ct));

        var moments = answers.SelectMany(answer => Moment.Matches(answer).Select(match => match.Value)).ToList();
        Assert.True(moments.Count >= 5, string.Join('\n', answers));
        Assert.All(moments, moment => Assert.Matches(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,3})?Z$", moment));
    }

    [Fact]
    public async Task A_page_of_a_named_origin_may_call_with_a_token_and_one_of_another_may_not()
    {
        await using var open = await test.StartAsync("--Http:AllowedOrigins:0=https://app.example.org", "--Http:AllowedOrigins:1=http://localhost:3000");

        foreach (var (origin, allowed) in new[]
        {
            ("https://app.example.org", true), ("http://localhost:3000", true), ("https://evil.example", false),
            ("https://app.example.org.evil.example", false), ("null", false),
        })
        {
            using var preflight = Request(HttpMethod.Options, origin, "/rpc/groups.v1/CreateGroup");
            preflight.Headers.Add("Access-Control-Request-Method", "POST");
            preflight.Headers.Add("Access-Control-Request-Headers", "authorization,content-type,idempotency-key");
            using var leave = await open.Http.SendAsync(preflight, Ct);
            using var call = Request(HttpMethod.Get, origin, "/rpc/accounts.v1/GetMe");
            call.Headers.Authorization = new("Bearer", open.Token(await test.UserAsync("Asha")));
            using var answer = await open.Http.SendAsync(call, Ct);

            Assert.Equal(allowed ? origin : null, Header(leave, "Access-Control-Allow-Origin"));
            Assert.Equal(allowed ? origin : null, Header(answer, "Access-Control-Allow-Origin"));
            Assert.Null(Header(answer, "Access-Control-Allow-Credentials"));
        }

        using var page = Request(HttpMethod.Get, "https://app.example.org", "/admin");
        using var console = await open.Http.SendAsync(page, Ct);
        Assert.Null(Header(console, "Access-Control-Allow-Origin"));
    }

    static HttpRequestMessage Request(HttpMethod method, string origin, string address)
    {
        var request = new HttpRequestMessage(method, address);
        request.Headers.TryAddWithoutValidation("Origin", origin);
        return request;
    }

    static string? Header(HttpResponseMessage answer, string name) =>
        answer.Headers.TryGetValues(name, out var values) ? string.Join(',', values) : null;

    [GeneratedRegex(@"\d{4}-\d\d-\d\dT\d\d:\d\d[^"",\r\n]*")]
    static partial Regex Moment { get; }
}
