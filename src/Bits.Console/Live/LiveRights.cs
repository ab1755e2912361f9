using System.Collections.Concurrent;
using Bits.Console.Hosting;
using Bits.Platform.Auth;

namespace Bits.Console.Live;

/// <summary>Asks every few seconds whether those who have a stream open still may, in one statement for all of them.
/// </summary>
sealed class LiveRights(CapabilityGate gate, TimeProvider time) : IDisposable
{
    static readonly TimeSpan Fresh = TimeSpan.FromSeconds(3);

    readonly ConcurrentDictionary<Stay, DateTimeOffset> _open = [];
    readonly SemaphoreSlim _asking = new(1);

    /// <summary>A stream has been opened by somebody who may.</summary>
    public Stay Begin(Visitor visitor)
    {
        var stay = new Stay(this, visitor);
        _open[stay] = time.GetUtcNow();
        return stay;
    }

    /// <inheritdoc />
    public void Dispose() => _asking.Dispose();

    async Task<bool> MayGoOnAsync(Stay stay, CancellationToken ct)
    {
        if (stay.Visitor.Identity.ExpiresAt <= time.GetUtcNow())
            return false;

        await _asking.WaitAsync(ct);
        try
        {
            if (_open.TryGetValue(stay, out var asked) && time.GetUtcNow() - asked >= Fresh)
                await AskAsync(ct);
        }
        finally
        {
            _asking.Release();
        }

        return _open.ContainsKey(stay);
    }

    async Task AskAsync(CancellationToken ct)
    {
        var (stays, now) = (_open.Keys.ToList(), time.GetUtcNow());
        var still = await gate.ListStillAsync(
            [.. stays.Select(s => (s.Visitor.Caller.UserId, s.Visitor.Identity))], Capabilities.ConsoleView, ct);
        foreach (var (stay, may) in stays.Zip(still))
            if (may)
                _open.TryUpdate(stay, now, _open.GetValueOrDefault(stay));
            else
                _open.TryRemove(stay, out _);
    }

    /// <summary>An open stream; to be disposed of at its end.</summary>
    public sealed class Stay(LiveRights rights, Visitor visitor) : IDisposable
    {
        /// <summary>Whose it is.</summary>
        public Visitor Visitor => visitor;

        /// <summary>Whether they still may, as the database said within the last few seconds.</summary>
        public Task<bool> MayGoOnAsync(CancellationToken ct) => rights.MayGoOnAsync(this, ct);

        /// <inheritdoc />
        public void Dispose() => rights._open.TryRemove(this, out _);
    }
}
