using BenchmarkDotNet.Attributes;
using Bits.Jobs;

namespace Bits.Benchmarks;

/// <summary>The wait after a failed attempt.</summary>
[MemoryDiagnoser]
public class RetryPolicyBenchmarks
{
    readonly RetryPolicy _policy = new();
    readonly Random _random = new(1);

    /// <summary>Which attempt failed.</summary>
    [Params(1, 25)]
    public int Attempt { get; set; }

    /// <summary>Draws the delay.</summary>
    [Benchmark]
    public TimeSpan DelayAfter() => _policy.DelayAfter(Attempt, _random);
}
