using Bits.Recommender.Affinity;
using Bits.Recommender.Blending;
using Bits.Recommender.Signals;

namespace Bits.Recommender;

/// <summary>Trains a model on signals. The same signals give the same model on the same machine, in whatever order they come.</summary>
/// <remarks>Not safe for concurrent use. Training uses all cores. Needs 16 bytes for each signal, 24 while it trains, and those of
/// <see cref="RecommenderOptions.HeadItems"/>.</remarks>
public sealed class RecommenderTrainer
{
    readonly RecommenderOptions _options;
    readonly SignalBuffer _buffer = new();

    SignalTable _table = new([], [], [0], []);

    /// <param name="options">The sizes. Default: the defaults.</param>
    /// <exception cref="InvalidArgumentException">An option is out of range.</exception>
    public RecommenderTrainer(RecommenderOptions? options = null)
    {
        _options = options ?? new();
        _options.Check();
    }

    /// <summary>Gets the users that the last training saw, in order.</summary>
    public IReadOnlyList<Guid> Users => _table.Users;

    /// <summary>Adds a signal to the next training.</summary>
    /// <exception cref="InvalidArgumentException">The item is empty or too long, or the weight is not a number in range.</exception>
    public void Add(in Signal signal) => _buffer.Add(signal);

    /// <summary>Trains on the added signals, then forgets them but for <see cref="HistoryOf"/>.</summary>
    /// <param name="now">The end of the past. Later signals count as given then.</param>
    /// <param name="ct">Stops the training; add the signals again.</param>
    public RecommenderModel Train(DateTimeOffset now, CancellationToken ct = default)
    {
        var end = Entry.Seconds(now);
        _table = new([], [], [0], []);
        _table = _buffer.ToTable(end, ct);
        var trainer = new AffinityTrainer(_table, _options);
        var settings = trainer.Choose(ct);
        var learnt = new BlendLearner(_table, trainer, settings).Learn(end, ct);

        var affinity = trainer.Train(trainer.Select((_, _) => true), settings, needsLists: true, ct);
        var popularity = Popularity.Count(_table, (_, _) => true, end, ct);
        return new(_table.Items, affinity, learnt.Blend, popularity, _options, Report(trainer.Head, settings, learnt));
    }

    /// <summary>Lists what the last training knew of a user, one signal for each item: the sum of the weights, the latest time.
    /// </summary>
    /// <returns>Empty for an unknown user.</returns>
    public IReadOnlyList<Signal> HistoryOf(Guid user)
    {
        var number = Array.BinarySearch(_table.Users, user);
        if (number < 0)
            return [];

        var history = new List<Signal>();
        foreach (var entry in _table.Of(number))
            history.Add(new(user, _table.Items[entry.Item], entry.Weight, DateTimeOffset.FromUnixTimeSeconds(entry.At)));
        return history;
    }

    TrainingReport Report(int head, AffinitySettings settings, BlendLearner.Result learnt)
    {
        var inHead = 0;
        foreach (var entry in _table.Entries.AsSpan(0, _table.Count))
            inHead += entry.Item < head ? 1 : 0;

        return new(
            _table.Users.Length, _table.Items.Length, _table.Count, head, _table.Count == 0 ? 0 : (double)inHead / _table.Count,
            settings.Regularization, settings.Damping, head < _table.Items.Length ? settings.TailScale : 0, learnt.Choices,
            learnt.IsByTime, learnt.Blend.Affinity,
            Popularity.HalfLives.Zip(learnt.Blend.Popularity).ToDictionary(pair => pair.First, pair => (double)pair.Second));
    }
}
