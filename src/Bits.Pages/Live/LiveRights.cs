using System.Collections.Concurrent;
using Bits.Pages.Hosting;
using Bits.Platform.Auth;

namespace Bits.Pages.Live;

/// <summary>Checks every few seconds whether the users of open streams still have access, in one statement for all.</summary>
sealed class LiveRights(CapabilityGate gate, TimeProvider time, string capability) : IDisposable
{
    static readonly TimeSpan Fresh = TimeSpan.FromSeconds(3);

    readonly ConcurrentDictionary<Stay, DateTimeOffset> _open = [];
    readonly SemaphoreSlim _asking = new(1);

    /// <summary>Registers a stream of an admitted user.</summary>
    public Stay Begin(PageUser user)
    {
        var stay = new Stay(this, user);
        _open[stay] = time.GetUtcNow();
        return stay;
    }

    /// <summary>Returns the number of open streams of a user.</summary>
    public int Count(Guid userId) => _open.Keys.Count(stay => stay.User.Caller.UserId == userId);

    /// <inheritdoc />
    public void Dispose() => _asking.Dispose();

    async Task<bool> MayGoOnAsync(Stay stay, CancellationToken ct)
    {
        if (stay.User.Identity.ExpiresAt <= time.GetUtcNow())
            return false;

        await _asking.WaitAsync(ct);
        try
        {
            if (_open.TryGetValue(stay, out var asked) && time.GetUtcNow() - asked >= Fresh)
                await ReadAsync(ct);
        }
        finally
        {
            _asking.Release();
        }

        return _open.ContainsKey(stay);
    }

    async Task ReadAsync(CancellationToken ct)
    {
        var (stays, now) = (_open.Keys.ToList(), time.GetUtcNow());
        var still = await gate.ListStillAsync(
            [.. stays.Select(s => (s.User.Caller.UserId, s.User.Identity))], capability, ct);
        foreach (var (stay, may) in stays.Zip(still))
            if (may)
                _open.TryUpdate(stay, now, _open.GetValueOrDefault(stay));
            else
                _open.TryRemove(stay, out _);
    }

    /// <summary>An open stream; dispose it at its end.</summary>
    public sealed class Stay(LiveRights rights, PageUser user) : IDisposable
    {
        /// <summary>Gets the user.</summary>
        public PageUser User => user;

        /// <summary>Gets whether the user still has access, by the last check.</summary>
        public Task<bool> MayGoOnAsync(CancellationToken ct) => rights.MayGoOnAsync(this, ct);

        /// <inheritdoc />
        public void Dispose() => rights._open.TryRemove(this, out _);
    }
}
