using Npgsql;

namespace Bits.Jobs;

/// <summary>How connections end that are kept for long.</summary>
static class LettingGo
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    /// <summary>Closes a connection, or leaves it to end by itself: after a command that was given up, Npgsql reads the rest
    /// of its answer first, and a network that swallows everything never brings that.</summary>
    public static async Task LetGoAsync(this NpgsqlConnection db)
    {
        var closing = db.DisposeAsync().AsTask();
        try
        {
            await closing.WaitAsync(Patience).ConfigureAwait(false);
        }
        catch (TimeoutException) when (!closing.IsCompleted)
        {
            // It goes back to the pool, or is thrown away, when the answer or the end of the network comes.
        }
    }
}
