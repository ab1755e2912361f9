using System.Diagnostics;

namespace Bits.EmbeddedPostgres.Tests.Support;

/// <summary>Waits for something that another process does.</summary>
static class Eventually
{
    // Far beyond what it takes: the machine may be busy with other tests.
    static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    public static async Task TrueAsync(Func<bool> condition, string what)
    {
        for (var start = Stopwatch.GetTimestamp(); !condition(); await Task.Delay(50, CancellationToken.None))
            Assert.True(Stopwatch.GetElapsedTime(start) < Limit, $"did not come true in {Limit.TotalSeconds} s: {what}");
    }
}
