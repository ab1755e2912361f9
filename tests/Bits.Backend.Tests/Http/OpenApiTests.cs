using System.Net.Http.Json;
using System.Text.Json;

namespace Bits.Backend.Tests.Http;

public sealed class OpenApiTests(TestBackend test) : IClassFixture<TestBackend>
{
    static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_call_is_described_with_its_fields_and_its_faults()
    {
        var document = await test.Backend.Http.GetFromJsonAsync<JsonElement>("/openapi/v1.json", Ct);

        Assert.StartsWith("3.1.", document.GetProperty("openapi").GetString(), StringComparison.Ordinal);
        var paths = document.GetProperty("paths").EnumerateObject().ToList();
        Assert.True(paths.Count >= 13, $"{paths.Count}");
        foreach (var operation in paths.Select(p => p.Value.EnumerateObject().Single()))
        {
            Assert.False(string.IsNullOrWhiteSpace(operation.Value.GetProperty("description").GetString()));
            Assert.True(operation.Value.GetProperty("responses").TryGetProperty("401", out _));
            var takesNothing = operation.Value.GetProperty("summary").GetString() == "EndAllSessions"; // an empty example is not written
            Assert.True(operation.Name == "get" || takesNothing || operation.Value.GetProperty("requestBody").GetProperty("content").GetProperty("application/json").TryGetProperty("example", out _), operation.Value.GetRawText());
            Assert.Equal(operation.Name == "post", operation.Value.TryGetProperty("requestBody", out _));
        }

        var search = document.GetProperty("paths").GetProperty("/rpc/search.v1/Search").GetProperty("get");
        Assert.Equal(
            [
                "text:string", "surfaces:array", "limit:integer", "cursor:string", "syntax:plain,web", "someWords:boolean",
                "lastWordIsPrefix:boolean", "facets:boolean",
            ],
            search.GetProperty("parameters").EnumerateArray().Where(p => p.GetProperty("in").GetString() == "query").Select(
                p => $"{p.GetProperty("name").GetString()}:{Described(p.GetProperty("schema"))}"));
        Assert.Equal(
            ["slug", "name", "visibility"],
            document.GetProperty("components").GetProperty("schemas").GetProperty("CreateGroupRequest")
                .GetProperty("required").EnumerateArray().Select(r => r.GetString()));
    }

    static string Described(JsonElement schema) => schema.TryGetProperty("type", out var type)
        ? $"{type}"
        : string.Join(',', schema.GetProperty("enum").EnumerateArray());

    [Fact]
    public async Task The_explorer_comes_from_here_and_asks_nobody_else()
    {
        var page = await test.Backend.Http.GetStringAsync("/", Ct);

        Assert.Contains("scalar.js", page, StringComparison.Ordinal);
        Assert.DoesNotContain("https://", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Health_says_live_and_ready()
    {
        foreach (var address in new[] { "/health/live", "/health/ready" })
            Assert.True((await test.Backend.Http.GetAsync(address, Ct)).IsSuccessStatusCode);
    }
}
