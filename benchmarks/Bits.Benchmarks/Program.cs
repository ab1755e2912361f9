using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Running;

// …/artifacts/bin/Bits.Benchmarks/release/ -> …/artifacts/benchmarks/, wherever it is started from.
var reports = Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "..", "..", "..", "benchmarks"));

BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args, DefaultConfig.Instance.WithArtifactsPath(reports));
