using System.Text.Json;
using BenchmarkDotNet.Attributes;
using Bits.Platform.Features.Groups;
using Bits.Platform.Rpc;

namespace Bits.Benchmarks;

/// <summary>From the wire's JSON to a checked request.</summary>
[MemoryDiagnoser]
public class RequestBinderBenchmarks
{
    readonly JsonElement _post = JsonSerializer.SerializeToElement(
        new { groupId = Guid.CreateVersion7(), body = "Who is in for a morning row this Saturday in Goa?" });

    readonly JsonElement _group = JsonSerializer.SerializeToElement(
        new { slug = "rowing-goa", name = "Rowing", visibility = "public", description = "Early mornings on the water." });

    readonly KeyValuePair<string, string?[]>[] _query =
        [new("groupId", [Guid.CreateVersion7().ToString()]), new("limit", ["50"])];

    /// <summary>Two fields, both required.</summary>
    [Benchmark(Baseline = true)]
    public object PostToGroup() => RequestBinder.Bind<PostToGroup.Request>(_post);

    /// <summary>Four fields, one a word of an enum, one checked by a regular expression.</summary>
    [Benchmark]
    public object CreateGroup() => RequestBinder.Bind<CreateGroup.Request>(_group);

    /// <summary>A query string, with a number.</summary>
    [Benchmark]
    public object ListPostsFromQuery() =>
        RequestBinder.Bind<ListPosts.Request>(RequestBinder.FromQuery<ListPosts.Request>(_query));
}
