using Npgsql;

namespace Bits.Search;

/// <summary>Something read from the database that may be a few seconds old. Safe for concurrent use: one caller reads
/// anew, the others go on with what there is.</summary>
/// <param name="read">Reads it; is given what there was.</param>
/// <param name="maxAge">How old it may be.</param>
/// <param name="clock">Measures the age.</param>
sealed class Reloaded<T>(
    Func<NpgsqlConnection, T?, CancellationToken, Task<T>> read, TimeSpan maxAge, TimeProvider clock)
    where T : class
{
    volatile T? _value;
    long _readAt;
    int _isReading;

    /// <summary>The value; everybody waits for the very first.</summary>
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
