using System.Text.Json.Serialization;
using Bits.Jobs;

namespace Bits.JobsAdapter;

/// <summary>The job of the harness.</summary>
/// <param name="N">Its number.</param>
/// <param name="T">Microseconds since 1970, just before the call that enqueues it.</param>
/// <param name="Pad">62 characters.</param>
sealed record BenchJob(
    [property: JsonPropertyName("n")] int N, [property: JsonPropertyName("t")] long T,
    [property: JsonPropertyName("pad")] string Pad) : IJobArgs
{
    const string Padding = "event_reminder/en-IN/0123456789abcdef0123456789abcdef0123456789";

    public static string Kind => "bench.job";

    public static BenchJob New(int n) => new(n, Now(), Padding);

    public static long Now() => (TimeProvider.System.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks / 10;
}

/// <summary>The payload.</summary>
[JsonSerializable(typeof(BenchJob))]
sealed partial class BenchJson : JsonSerializerContext;
