using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text;
using static Bits.Backend.Tests.Http.ProblemDocument;

namespace Bits.Backend.Tests.Http;

/// <summary>A body that is too large is answered, not cut off.</summary>
public sealed class BodySizeTests(TestBackend test) : IClassFixture<TestBackend>
{
    const string PostToGroup = "/rpc/groups.v1/PostToGroup";
    const string NoGroup = "0198c1d2-7d3a-7c41-9f0e-3a5b8e6d2f10";

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_body_of_two_megabytes_is_refused()
    {
        var large = JsonContent.Create(new { groupId = NoGroup, body = new string('x', 2 << 20) });

        AssertProblem(await PostAsync(large), HttpStatusCode.RequestEntityTooLarge, "body");
    }

    [Fact]
    public async Task A_caller_that_sends_all_of_a_large_body_before_it_listens_gets_the_answer_too()
    {
        const int length = 12 << 20; // far more than fits on the way
        var token = test.Backend.Token(await test.UserAsync("Asha"));
        using var client = new TcpClient();
        await client.ConnectAsync("127.0.0.1", test.Backend.Http.BaseAddress!.Port, Ct);
        await using var stream = client.GetStream();

        await stream.WriteAsync(Encoding.ASCII.GetBytes(
            $"POST {PostToGroup} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {token}\r\n"
            + $"Content-Type: application/json\r\nConnection: close\r\nContent-Length: {length}\r\n\r\n"), Ct);
        await stream.WriteAsync(new byte[length], Ct);
        using var reader = new StreamReader(stream);

        Assert.StartsWith("HTTP/1.1 413 ", await reader.ReadToEndAsync(Ct), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_body_of_just_the_limit_is_read()
    {
        var largest = $$"""{"groupId":"{{NoGroup}}","body":"x"}""";
        largest += new string(' ', (1 << 20) - largest.Length);

        AssertProblem(
            await PostAsync(new StringContent(largest, Encoding.UTF8, "application/json")), HttpStatusCode.NotFound);
        AssertProblem(
            await PostAsync(new StringContent(largest + " ", Encoding.UTF8, "application/json")),
            HttpStatusCode.RequestEntityTooLarge, "body");
    }

    [Fact]
    public async Task A_byte_order_mark_before_the_body_is_passed_over()
    {
        var marked = new StringContent("\uFEFF" + $$"""{"groupId":"{{NoGroup}}"}""", Encoding.UTF8, "application/json");

        AssertProblem(await PostAsync(marked), HttpStatusCode.BadRequest, "body");
    }

    [Fact]
    public async Task A_body_of_two_megabytes_in_chunks_of_unknown_length_is_refused()
    {
        var large = new StreamContent(new MemoryStream(Encoding.UTF8.GetBytes($"\"{new string('x', 2 << 20)}\"")))
        {
            Headers = { ContentType = new("application/json") },
        };
        using var request = new HttpRequestMessage(HttpMethod.Post, PostToGroup) { Content = large };
        request.Headers.TransferEncodingChunked = true;
        request.Headers.Authorization = new("Bearer", test.Backend.Token(await test.UserAsync("Asha")));

        using var response = await test.Backend.Http.SendAsync(request, Ct);

        AssertProblem((response.StatusCode, await response.Content.ReadAsStringAsync(Ct)), HttpStatusCode.RequestEntityTooLarge, "body");
    }

    async Task<(HttpStatusCode, string)> PostAsync(HttpContent content)
    {
        using var response = await test.Backend.SendAsync(HttpMethod.Post, PostToGroup, content, test.Backend.Token(await test.UserAsync("Asha")), Ct);
        return (response.StatusCode, await response.Content.ReadAsStringAsync(Ct));
    }
}
