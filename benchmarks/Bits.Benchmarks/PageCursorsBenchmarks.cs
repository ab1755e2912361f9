using BenchmarkDotNet.Attributes;
using Bits.Platform.Features.Posts;
using Bits.Platform.Rpc;

namespace Bits.Benchmarks;

/// <summary>Signed cursors, one each way in every listing call.</summary>
[MemoryDiagnoser]
public class PageCursorsBenchmarks
{
    readonly PageCursors _cursors = new(new byte[32], $"groups.v1/ListPosts\n{Guid.CreateVersion7()}");
    readonly PostPlace _place = new(TimeProvider.System.GetUtcNow(), Guid.CreateVersion7());
    readonly string _cursor;

    /// <summary>Makes the cursor that is read.</summary>
    public PageCursorsBenchmarks() => _cursor = _cursors.Write(_place);

    /// <summary>Writes a cursor.</summary>
    [Benchmark]
    public string Write() => _cursors.Write(_place);

    /// <summary>Reads a cursor and checks its signature.</summary>
    [Benchmark]
    public object? Read() => _cursors.Read<PostPlace>(_cursor);
}
