using Npgsql;

namespace Bits.Search;

/// <summary>Caches a value of the database for a few seconds. Safe for concurrent use: one caller reloads, the others use the
/// cached value.</summary>
/// <param name="read">Reads the value; receives the cached one.</param>
/// <param name="maxAge">The maximum age.</param>
/// <param name="clock">Measures the age.</param>
sealed class Reloaded<T>(
    Func<NpgsqlConnection, T?, CancellationToken, Task<T>> read, TimeSpan maxAge, TimeProvider clock)
    where T : class
{
    volatile T? _value;
    long _readAt;
    int _isReading;

    /// <summary>Gets the value. All callers wait for the first read.</summary>
    public ValueTask<T> GetAsync(NpgsqlConnection db, CancellationToken ct) =>
        _value is { } value && clock.GetElapsedTime(Volatile.Read(ref _readAt)) < maxAge ? new(value) : ReadAsync(db, ct);

    async ValueTask<T> ReadAsync(NpgsqlConnection db, CancellationToken ct)
    {
        if (Interlocked.Exchange(ref _isReading, 1) == 1 && _value is { } value)
            return value;

        try
        {
            _value = value = await read(db, _value, ct).ConfigureAwait(false);
            Volatile.Write(ref _readAt, clock.GetTimestamp());
            return value;
        }
        finally
        {
            Volatile.Write(ref _isReading, 0);
        }
    }
}
