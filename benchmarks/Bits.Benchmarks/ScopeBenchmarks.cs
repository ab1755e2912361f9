using BenchmarkDotNet.Attributes;
using Bits.Membership;

namespace Bits.Benchmarks;

/// <summary>Scopes are made by every scoped call and every audience tag.</summary>
[MemoryDiagnoser]
public class ScopeBenchmarks
{
    readonly Guid _group = Guid.CreateVersion7();
    readonly string _written = Scope.Group(Guid.CreateVersion7()).ToString();

    /// <summary>The scope of a group.</summary>
    [Benchmark(Baseline = true)]
    public Scope Group() => Scope.Group(_group);

    /// <summary>Reads the written form.</summary>
    [Benchmark]
    public Scope Parse() => Scope.Parse(_written);
}
