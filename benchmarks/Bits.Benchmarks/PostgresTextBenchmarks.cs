using BenchmarkDotNet.Attributes;
using Bits.Shared;

namespace Bits.Benchmarks;

/// <summary>Every text that is indexed goes through here.</summary>
[MemoryDiagnoser]
public class PostgresTextBenchmarks
{
    const int MaxBytes = 10_000;

    string _clean = "";
    string _odd = "";
    string _long = "";

    /// <summary>How many characters the text has.</summary>
    [Params(100, 5_000)]
    public int Length { get; set; }

    /// <summary>Makes the texts.</summary>
    [GlobalSetup]
    public void MakeTexts()
    {
        _clean = new string('a', Length);
        _odd = $"{new string('a', Length - 1)}\0";
        _long = new string('न', Length * 2);
    }

    /// <summary>A text that stays as it is.</summary>
    [Benchmark(Baseline = true)]
    public string Clean() => PostgresText.Cleaned(_clean, MaxBytes);

    /// <summary>A text with a NUL at its end.</summary>
    [Benchmark]
    public string WithNul() => PostgresText.Cleaned(_odd, MaxBytes);

    /// <summary>A text in Devanagari; the longer one is cut.</summary>
    [Benchmark]
    public string Devanagari() => PostgresText.Cleaned(_long, MaxBytes);
}
