using System.Net;
using System.Text;
using static Bits.Backend.Tests.Http.ProblemDocument;

namespace Bits.Backend.Tests.Http;

/// <summary>Whatever comes in: a problem document that names the field, no stack trace, nothing half-written.</summary>
public sealed class BadInputTests(TestBackend test) : IClassFixture<TestBackend>
{
    const string PostToGroup = "/rpc/groups.v1/PostToGroup";
    const string NoGroup = "0198c1d2-7d3a-7c41-9f0e-3a5b8e6d2f10";

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("", "body")]
    [InlineData("{", "body")]
    [InlineData("""{"groupId":}""", "body")]
    [InlineData("""{"body":"a","body":"b"}""", "body")]
    [InlineData("""{"body":"a"} {}""", "body")]
    [InlineData("[1]", "body")]
    [InlineData("\"text\"", "body")]
    [InlineData("""{"groupId":"x!","body":"y"}""", "groupId")]
    [InlineData("""{"groupId":7,"body":"y"}""", "groupId")]
    [InlineData($$"""{"groupId":"{{NoGroup}}"}""", "body")]
    [InlineData($$"""{"groupId":"{{NoGroup}}","body":"a\u0000b"}""", "body")]
    [InlineData($$"""{"groupId":"{{NoGroup}}","body":"\ud800"}""", "body")]
    [InlineData($$"""{"groupId":"{{NoGroup}}","body":"y","admin":true}""", "admin")]
    [InlineData("""{"\ud800":1}""", "body")]
    public async Task A_malformed_body_is_refused_by_the_name_of_the_field(string body, string field)
    {
        var problem = await PostAsync(new StringContent(body, Encoding.UTF8, "application/json"));

        AssertProblem(problem, HttpStatusCode.BadRequest, field);
    }

    [Fact]
    public async Task Bytes_that_are_no_text_are_refused()
    {
        var raw = new ByteArrayContent([.. "{\"groupId\":\""u8, 0xff, 0xfe, .. "\",\"body\":\"x\"}"u8])
        {
            Headers = { ContentType = new("application/json") },
        };

        AssertProblem(await PostAsync(raw), HttpStatusCode.BadRequest, "groupId");
    }

    [Fact]
    public async Task A_body_nested_too_deep_is_refused()
    {
        var deep = new string('[', 5_000) + new string(']', 5_000);

        AssertProblem(
            await PostAsync(new StringContent(deep, Encoding.UTF8, "application/json")), HttpStatusCode.BadRequest, "body");
    }

    [Fact]
    public async Task A_body_of_another_kind_is_refused() =>
        AssertProblem(await PostAsync(new StringContent("a=b")), HttpStatusCode.UnsupportedMediaType);

    [Theory]
    [InlineData("limit=7", "groupId")]
    [InlineData("groupId=%00", "groupId")]
    [InlineData($"groupId={NoGroup}&groupId={NoGroup}", "groupId")]
    [InlineData($"groupId={NoGroup}&limit=1000", "limit")]
    [InlineData($"groupId={NoGroup}&limit=%27%3Bdrop%20table%20posts_post", "limit")]
    [InlineData($"groupId={NoGroup}&offset=7", "offset")]
    public async Task A_bad_query_is_refused_by_the_name_of_the_field(string query, string field) =>
        AssertProblem(await GetAsync($"/rpc/groups.v1/ListPosts?{query}", await TokenAsync()), HttpStatusCode.BadRequest, field);

    [Fact]
    public async Task A_foreign_cursor_is_refused()
    {
        var (asha, bikram) = (await test.UserAsync("Asha"), await test.UserAsync("Bikram"));
        var group = (await test.Backend.PostAsync(
            asha, "groups.v1/CreateGroup", new { slug = "cursor", name = "Cursor", visibility = "public" }, Ct)).GetProperty("groupId");
        foreach (var body in new[] { "one", "two" })
            await test.Backend.PostAsync(asha, "groups.v1/PostToGroup", new { groupId = group, body }, Ct);
        var page = await test.Backend.GetAsync(asha, $"groups.v1/ListPosts?groupId={group}&limit=1", Ct);
        var cursor = page.GetProperty("nextCursor").GetString();

        AssertProblem(
            await GetAsync($"/rpc/groups.v1/ListPosts?groupId={group}&cursor={cursor}", test.Backend.Token(bikram)),
            HttpStatusCode.BadRequest, "cursor");
        AssertProblem(
            await GetAsync($"/rpc/search.v1/Search?text=one&cursor={cursor}", test.Backend.Token(asha)),
            HttpStatusCode.BadRequest, "cursor");
    }

    [Fact]
    public async Task Without_a_good_token_nobody_gets_in_and_learns_why()
    {
        var asha = await test.UserAsync("Asha");
        var hourAgo = TimeProvider.System.GetUtcNow() - TimeSpan.FromHours(1);

        foreach (var (token, word) in new[]
        {
            (null, "Send a token"),
            ("", "Send a token"),
            ("abc.def.ghi", "has another issuer, or was changed"),
            (test.Backend.Token(asha)[..^4] + "AAAA", "has another issuer, or was changed"),
            (test.Backend.Token(asha, TimeSpan.FromMinutes(30), from: hourAgo), "expired at"),
            (test.Backend.Token(Guid.CreateVersion7()), "No account matches the token"),
        })
        {
            using var response = await test.Backend.SendAsync(HttpMethod.Get, "/rpc/accounts.v1/GetMe", null, token, Ct);
            var problem = (response.StatusCode, await response.Content.ReadAsStringAsync(Ct));

            AssertProblem(problem, HttpStatusCode.Unauthorized);
            Assert.Contains(word, problem.Item2, StringComparison.Ordinal);
            Assert.Equal("Bearer", Assert.Single(response.Headers.WwwAuthenticate).Scheme);
        }
    }

    [Theory]
    [InlineData("GET", "/nowhere", HttpStatusCode.NotFound)]
    [InlineData("GET", "/rpc/groups.v1/CreateGroup", HttpStatusCode.MethodNotAllowed)]
    [InlineData("POST", "/rpc/groups.v1/ListPosts", HttpStatusCode.MethodNotAllowed)]
    [InlineData("POST", "/rpc/groups.v1/Nothing", HttpStatusCode.NotFound)]
    public async Task An_address_that_is_none_is_a_problem_document_too(string method, string address, HttpStatusCode status)
    {
        using var response = await test.Backend.SendAsync(new(method), address, null, await TokenAsync(), Ct);

        AssertProblem((response.StatusCode, await response.Content.ReadAsStringAsync(Ct)), status);
    }

    [Fact]
    public async Task After_all_of_it_nothing_is_half_written()
    {
        // What the calendar enqueues by itself comes whenever its minute strikes.
        const string jobs = "jobs_queue_job where kind <> 'groups.notify_post' and kind not in (select kind from jobs_queue_periodic)";
        foreach (var table in new[] { "rpc_idempotency", jobs })
            Assert.Equal(0L, await test.Database.DataSource.ValueAsync<long>($"select count(*) from {table}"));

        Assert.Equal(
            await test.Database.DataSource.ValueAsync<long>("select count(*) from posts_post"),
            await test.Database.DataSource.ValueAsync<long>(
                "select count(*) from search_document where entity_id like 'post:%'"));
    }

    [Fact]
    public async Task A_database_that_is_away_is_said_without_its_text()
    {
        await using var other = new TestBackend();
        await other.InitializeAsync();
        var asha = await other.UserAsync("Asha");
        await other.Database.DataSource.SqlAsync("alter table accounts_user rename to accounts_gone");

        using var response = await other.Backend.SendAsync(
            HttpMethod.Get, "/rpc/accounts.v1/GetMe", null, other.Backend.Token(asha), Ct);

        var text = await response.Content.ReadAsStringAsync(Ct);
        AssertProblem((response.StatusCode, text), HttpStatusCode.InternalServerError);
        Assert.Contains("trace id", text, StringComparison.Ordinal);
        Assert.DoesNotContain("accounts_user", text, StringComparison.Ordinal);
    }

    async Task<string> TokenAsync() => test.Backend.Token(await test.UserAsync("Asha"));

    async Task<(HttpStatusCode, string)> PostAsync(HttpContent content)
    {
        using var response = await test.Backend.SendAsync(HttpMethod.Post, PostToGroup, content, await TokenAsync(), Ct);
        return (response.StatusCode, await response.Content.ReadAsStringAsync(Ct));
    }

    async Task<(HttpStatusCode, string)> GetAsync(string address, string token)
    {
        using var response = await test.Backend.SendAsync(HttpMethod.Get, address, null, token, Ct);
        return (response.StatusCode, await response.Content.ReadAsStringAsync(Ct));
    }
}
