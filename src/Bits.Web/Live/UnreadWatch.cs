using System.Collections.Concurrent;
using Bits.Platform.Features.Notifications;
using Npgsql;

namespace Bits.Web.Live;

/// <summary>Counts unread notifications: at once for a page, and in one statement every few seconds for all open
/// streams.</summary>
sealed class UnreadWatch(NpgsqlDataSource dataSource, TimeProvider time) : IDisposable
{
    static readonly TimeSpan Fresh = TimeSpan.FromSeconds(3);

    const int MissedReads = 5;

    // Of each user with an open stream: the reads since they last looked.
    readonly ConcurrentDictionary<Guid, int> _watchers = [];
    readonly SemaphoreSlim _reading = new(1);
    IReadOnlyDictionary<Guid, int> _latest = new Dictionary<Guid, int>();
    DateTimeOffset _at = DateTimeOffset.MinValue;

    /// <summary>Returns the number now.</summary>
    public async Task<int> CountAsync(Guid user, CancellationToken ct) => (await ReadAsync([user], ct)).GetValueOrDefault(user);

    /// <summary>Returns the number for an open stream, a few seconds old.</summary>
    public async Task<int> WatchAsync(Guid user, CancellationToken ct)
    {
        _watchers[user] = 0;
        if (time.GetUtcNow() - _at >= Fresh)
            await RefreshAsync(ct);

        return _latest.TryGetValue(user, out var unread) ? unread : await CountAsync(user, ct);
    }

    /// <inheritdoc />
    public void Dispose() => _reading.Dispose();

    async Task RefreshAsync(CancellationToken ct)
    {
        await _reading.WaitAsync(ct);
        try
        {
            if (time.GetUtcNow() - _at < Fresh)
                return;

            var users = Watching();
            var counted = await ReadAsync(users, ct);
            _latest = users.ToDictionary(user => user, counted.GetValueOrDefault);
            _at = time.GetUtcNow();
        }
        finally
        {
            _reading.Release();
        }
    }

    // A user who has not looked for some reads has closed the page.
    IReadOnlyCollection<Guid> Watching()
    {
        foreach (var (user, reads) in _watchers)
            if (reads >= MissedReads)
                _watchers.TryRemove(user, out _);
            else
                _watchers[user] = reads + 1;

        return [.. _watchers.Keys];
    }

    async Task<IReadOnlyDictionary<Guid, int>> ReadAsync(IReadOnlyCollection<Guid> users, CancellationToken ct)
    {
        await using var db = await dataSource.OpenConnectionAsync(ct);
        return await Inbox.CountUnreadAsync(db, users, ct);
    }
}
