namespace Bits.Jobs;

/// <summary>Pauses between retries: exponential with jitter, so that workers that lost the database together do not
/// reconnect together.</summary>
sealed class Backoff(TimeProvider time)
{
    static readonly TimeSpan First = TimeSpan.FromMilliseconds(100);
    static readonly TimeSpan Longest = TimeSpan.FromSeconds(2);

    TimeSpan _next = First;

    /// <summary>Waits the next pause; returns at once when cancelled.</summary>
    public async Task WaitAsync(CancellationToken ct)
    {
        var pause = _next * (0.5 + Random.Shared.NextDouble() / 2);
        _next = _next * 2 > Longest ? Longest : _next * 2;
        await Task.Delay(pause, time, ct)
            .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
    }

    /// <summary>Starts again with the shortest pause.</summary>
    public void Reset() => _next = First;
}
