using System.Net.Http.Headers;
using System.Text;

namespace Bits.Backend.Tests.Security;

/// <summary>No answer is as large as the caller wants it to be.</summary>
public sealed class AnswerSizeTests(TestBackend test) : IClassFixture<TestBackend>
{
    const int MaxRefusal = 16 * 1024;
    const string Id = "0198c1d2-7d3a-7c41-9f0e-3a5b8e6d2f10";

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static TheoryData<string, string> Bodies => new()
    {
        { "groups.v1/PostToGroup", Fields(90_000, i => $"\"f{i}\":1") },
        { "groups.v1/PostToGroup", $$"""{"{{new string('x', 900_000)}}":1}""" },
        { "groups.v1/PostToGroup", Fields(20, i => $"\"{new string((char)('a' + i), 45_000)}\":1") },
        { "groups.v1/PostToGroup", $$"""{"groupId":"{{new string('x', 900_000)}}","body":"y"}""" },
        { "notifications.v1/MarkRead", $$"""{"notificationIds":[{{string.Join(',', Enumerable.Repeat("\"x\"", 200_000))}}]}""" },
        { "recommendations.v1/RecordSignal", $$"""{"surface":"{{new string('x', 900_000)}}","entityId":"a","kind":"like"}""" },
        { "recommendations.v1/RecordSignal", $$"""{"surface":"groups","entityId":"a","kind":"{{new string('x', 900_000)}}"}""" },
        { "groups.v1/CreateGroup", $$"""{"slug":"{{new string('x', 900_000)}}","name":"y","visibility":"public"}""" },
        { "groups.v1/AddMember", $$"""{"groupId":"{{Id}}","userId":"{{Id}}","role":"{{new string('x', 900_000)}}"}""" },
        { "jobs.v1/Pause", $$"""{"queue":"{{new string('x', 900_000)}}","reason":"y"}""" },
    };

    [Theory]
    [MemberData(nameof(Bodies))]
    public async Task A_body_of_a_megabyte_is_refused_with_a_short_answer(string method, string body)
    {
        var asha = await OperatorAsync();

        using var answer = await test.Backend.SendAsync(
            HttpMethod.Post, $"/rpc/{method}", new StringContent(body, Encoding.UTF8, "application/json"), test.Backend.Token(asha), Ct);

        var text = await answer.Content.ReadAsStringAsync(Ct);
        Assert.True((int)answer.StatusCode is >= 400 and < 500, $"{answer.StatusCode}");
        Assert.True(text.Length < MaxRefusal, $"{text.Length}: {text[..Math.Min(text.Length, 300)]}");
    }

    [Theory]
    [InlineData("/rpc/search.v1/Search?text=a", "&x{0}=1")]
    [InlineData("/rpc/search.v1/Search?text=a", "&surfaces=y{0}")]
    [InlineData("/rpc/groups.v1/ListPosts?", "&groupId=y{0}")]
    [InlineData("/files/members.csv?", "&scope=y{0}")]
    [InlineData("/files/members.csv?scope=", "y{0}")]
    [InlineData("/admin/jobs?kind=a", "&x{0}=1")]
    [InlineData("/admin/jobs?kind=", "y{0}")]
    [InlineData("/admin/audit?actor=", "y{0}")]
    [InlineData("/admin/nowhere/", "y{0}")]
    [InlineData("/nowhere?", "&x{0}")]
    public async Task A_long_address_is_refused_with_a_short_answer(string address, string again)
    {
        for (var i = 0; address.Length < 7_500; i++)
            address += string.Format(System.Globalization.CultureInfo.InvariantCulture, again, i);

        using var answer = await test.Backend.SendAsync(HttpMethod.Get, address, null, test.Backend.Token(await OperatorAsync()), Ct);

        var text = await answer.Content.ReadAsStringAsync(Ct);
        Assert.True((int)answer.StatusCode is >= 400 and < 500, $"{answer.StatusCode}");
        Assert.True(text.Length < MaxRefusal, $"{text.Length}: {text[..Math.Min(text.Length, 300)]}");
    }

    [Theory]
    [InlineData("Dry-Run")]
    [InlineData("Request-Timeout")]
    [InlineData("Read-After")]
    [InlineData("Idempotency-Key")]
    [InlineData("X-Request-Id")]
    [InlineData("Authorization")]
    public async Task A_long_header_is_refused_with_a_short_answer(string header)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/rpc/groups.v1/CreateGroup")
        {
            Content = new StringContent("""{"slug":"a b","name":"y","visibility":"public"}""", new MediaTypeHeaderValue("application/json")),
        };
        if (header != "Authorization")
            request.Headers.Authorization = new("Bearer", test.Backend.Token(await OperatorAsync()));
        request.Headers.TryAddWithoutValidation(header, new string('x', 8_000));

        using var answer = await test.Backend.Http.SendAsync(request, Ct);

        Assert.True((int)answer.StatusCode is >= 400 and < 500, $"{answer.StatusCode}");
        Assert.True((await answer.Content.ReadAsByteArrayAsync(Ct)).Length < 4_000);
    }

    static string Fields(int count, Func<int, string> field) => $"{{{string.Join(',', Enumerable.Range(0, count).Select(field))}}}";

    async Task<Guid> OperatorAsync()
    {
        var asha = await test.UserAsync("Asha");
        await test.Database.DataSource.SqlAsync("update accounts_user set platform_role = 'operator' where id = $1", asha);
        return asha;
    }
}
