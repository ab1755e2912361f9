using Npgsql;

namespace Bits.Platform.Rpc;

/// <summary>Repeats a transaction that Postgres asks to repeat: after a serialization failure (40001) or a deadlock
/// (40P01) nothing of it is left.</summary>
static class SerializationRetry
{
    const int MaxAttempts = 3;

    /// <summary>Runs one transaction, at most three times.</summary>
    /// <exception cref="PostgresException">What ended the last attempt.</exception>
    public static async Task<T> RunAsync<T>(Func<Task<T>> attempt)
    {
        for (var left = MaxAttempts - 1; ; left--)
        {
            try
            {
                return await attempt();
            }
            catch (PostgresException e) when (left > 0 && IsConflict(e))
            {
                // Everything was rolled back: once more.
            }
        }
    }

    /// <summary>Whether a concurrent transaction is the cause, and a repetition the remedy.</summary>
    public static bool IsConflict(PostgresException e) =>
        e.SqlState is PostgresErrorCodes.SerializationFailure or PostgresErrorCodes.DeadlockDetected;
}
