using System.Net.Http.Json;
using System.Text.Json;

namespace Bits.Backend.Tests.Http;

[Slow]
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
            Assert.True(operation.Name == "get" || TakesNothing(operation.Value) || Body(operation.Value).TryGetProperty("example", out _), operation.Value.GetRawText());
            Assert.Equal(operation.Name == "post", operation.Value.TryGetProperty("requestBody", out _));
        }

        static JsonElement Body(JsonElement operation) =>
            operation.GetProperty("requestBody").GetProperty("content").GetProperty("application/json");

        // An empty example is not written.
        bool TakesNothing(JsonElement operation) =>
            !document.GetProperty("components").GetProperty("schemas")
                .GetProperty(Body(operation).GetProperty("schema").GetProperty("$ref").GetString()!.Split('/')[^1])
                .TryGetProperty("properties", out _);

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

    [Fact]
    public async Task Limits_patterns_and_known_words_stand_in_the_description()
    {
        var document = await test.Backend.Http.GetFromJsonAsync<JsonElement>("/openapi/v1.json", Ct);
        JsonElement Field(string schema, string name) => document.GetProperty("components").GetProperty("schemas").GetProperty(schema)
            .GetProperty("properties").GetProperty(name);
        JsonElement Query(string call, string name) => document.GetProperty("paths").GetProperty($"/rpc/{call}").GetProperty("get")
            .GetProperty("parameters").EnumerateArray().Single(p => p.GetProperty("name").GetString() == name).GetProperty("schema");

        Assert.Equal((1, 100), (Query("groups.v1/ListMembers", "limit").GetProperty("minimum").GetInt32(), Query("groups.v1/ListMembers", "limit").GetProperty("maximum").GetInt32()));
        Assert.Equal((1, 10_000), (Field("PostToGroupRequest", "body").GetProperty("minLength").GetInt32(), Field("PostToGroupRequest", "body").GetProperty("maxLength").GetInt32()));
        Assert.Equal(100, Field("MarkReadRequest", "notificationIds").GetProperty("maxItems").GetInt32());
        Assert.StartsWith("^", Field("CreateGroupRequest", "slug").GetProperty("pattern").GetString(), StringComparison.Ordinal);
        Assert.Contains("groups", Words(Field("RecordSignalRequest", "surface")));
        Assert.Contains("groups", Words(Query("search.v1/Search", "surfaces").GetProperty("items")));
        Assert.Equal(256, Query("search.v1/Search", "text").GetProperty("maxLength").GetInt32());
        Assert.Equal("date-time", Field("BanMemberRequest", "until").GetProperty("format").GetString());
        Assert.Equal("^[!-~]+$", Header("groups.v1/CreateGroup", "Idempotency-Key").GetProperty("pattern").GetString());

        JsonElement Header(string call, string name) => document.GetProperty("paths").GetProperty($"/rpc/{call}").GetProperty("post")
            .GetProperty("parameters").EnumerateArray().Single(p => p.GetProperty("name").GetString() == name).GetProperty("schema");
    }

    [Fact]
    public async Task Every_call_has_an_example_of_what_goes_in_and_of_what_comes_out()
    {
        var document = await test.Backend.Http.GetFromJsonAsync<JsonElement>("/openapi/v1.json", Ct);

        foreach (var path in document.GetProperty("paths").EnumerateObject())
            foreach (var operation in path.Value.EnumerateObject())
            {
                var answer = operation.Value.GetProperty("responses").GetProperty("200").GetProperty("content").GetProperty("application/json");
                var schema = answer.GetProperty("schema").GetProperty("$ref").GetString()!.Split('/')[^1];
                var isEmpty = !document.GetProperty("components").GetProperty("schemas").GetProperty(schema).TryGetProperty("properties", out _);
                Assert.True(isEmpty || answer.TryGetProperty("example", out _), $"{path.Name} has no answer");
                foreach (var parameter in operation.Value.GetProperty("parameters").EnumerateArray())
                    if (parameter.TryGetProperty("required", out var required) && required.GetBoolean())
                        Assert.True(parameter.TryGetProperty("example", out _), $"{path.Name} {parameter.GetProperty("name")}");
            }
    }

    static IEnumerable<string?> Words(JsonElement schema) => schema.GetProperty("enum").EnumerateArray().Select(word => word.GetString());

    static string Described(JsonElement schema) => schema.TryGetProperty("type", out var type)
        ? $"{type}"
        : string.Join(',', schema.GetProperty("enum").EnumerateArray());

    [Fact]
    public async Task The_explorer_comes_from_here_and_asks_nobody_else()
    {
        var page = await test.Backend.Http.GetStringAsync("/scalar", Ct);

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
