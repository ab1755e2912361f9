using System.Runtime.CompilerServices;
using Bits.Platform.Recommending;
using Bits.Search.Signals;
using Npgsql;
using Signal = Bits.Recommender.Signal;

namespace Bits.Platform.Features.Recommending.Running;

/// <summary>Reads what the model learns from: the recorded signals, and the interests that the features know. Leaves out members who
/// want no recommendations.</summary>
public sealed class SignalReader(IEnumerable<IRecommendedKind> kinds)
{
    readonly IReadOnlyList<IRecommendedKind> _learnt = [.. kinds.Where(kind => kind.IsLearnt)];

    /// <summary>Streams the signals of a time as the model takes them.</summary>
    /// <param name="db">An open connection; busy until the last one is read.</param>
    /// <param name="since">The beginning; null for all times.</param>
    /// <param name="until">The end.</param>
    /// <param name="ct">Cancels the query.</param>
    public async IAsyncEnumerable<Signal> StreamAsync(
        NpgsqlConnection db, DateTimeOffset? since, DateTimeOffset until, [EnumeratorCancellation] CancellationToken ct)
    {
        var off = await Preferences.ListOffAsync(db, ct);
        await foreach (var signal in SignalLog.StreamAsync(db, since ?? DateTimeOffset.UnixEpoch, until, ct))
            if (IsLearnt(signal.Document) && !off.Contains(signal.UserId))
                yield return new(signal.UserId, signal.Document, WeightOf(signal.Kind), signal.At);

        foreach (var kind in _learnt)
            await foreach (var interest in kind.StreamInterestsAsync(db, since, ct))
                if (interest.At < until && !off.Contains(interest.UserId))
                    yield return new(interest.UserId, interest.Document, interest.Weight, interest.At);
    }

    /// <summary>Returns what an action says: 1 and more is full interest.</summary>
    public static float WeightOf(SignalKind kind) => kind switch
    {
        SignalKind.View => 0.1f,
        SignalKind.Dwell => 0.3f,
        SignalKind.Like => 1,
        SignalKind.Join or SignalKind.Apply => 3,
        SignalKind.Hide => -100,
    };

    bool IsLearnt(string document)
    {
        var slash = document.IndexOf('/', StringComparison.Ordinal);
        foreach (var kind in _learnt)
            if (kind.Includes(document.AsSpan(0, slash), document.AsSpan(slash + 1)))
                return true;

        return false;
    }
}
