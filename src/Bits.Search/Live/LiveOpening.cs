using Bits.Search.Live.Follow;
using Bits.Search.Live.Scan;
using Npgsql;

namespace Bits.Search.Live;

/// <summary>A search on the live index that has begun: the documents as the index has them already, and the read of what has
/// committed since. The search scans the first while the second is on its way; mostly nothing has changed.</summary>
/// <param name="follower">The follower of the index.</param>
/// <param name="guess">The documents as of the last read; null when it found changes, so that another scan is likely.</param>
/// <param name="now">A read that began after the search; null when the index cannot answer.</param>
sealed class LiveOpening(ChangeFollower follower, IndexSnapshot? guess, Task<IndexSnapshot?> now)
{
    /// <summary>Gets the documents to scan meanwhile; null to wait.</summary>
    public IndexSnapshot? Guess => guess;

    /// <summary>Returns the documents as of now or later.</summary>
    /// <param name="db">The caller's connection.</param>
    /// <param name="kind">What its transaction sees.</param>
    /// <param name="ct">Stops the call.</param>
    /// <returns>Null when the index cannot answer.</returns>
    public async ValueTask<IndexSnapshot?> ResolveAsync(NpgsqlConnection db, OwnTransaction.Kind kind, CancellationToken ct) => kind switch
    {
        OwnTransaction.Kind.HasWrittenNothing => await now.WaitAsync(ct).ConfigureAwait(false),
        OwnTransaction.Kind.HasWritten => await follower.OpenOwnAsync(db, ct).ConfigureAwait(false),
        OwnTransaction.Kind.HasOneSnapshot => null, // it may be older than the segments
    };
}
