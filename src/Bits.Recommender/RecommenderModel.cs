using System.Buffers;
using Bits.Recommender.Affinity;
using Bits.Recommender.Blending;
using Bits.Recommender.Serving;
using Bits.Recommender.Signals;

namespace Bits.Recommender;

/// <summary>Recommends items to users. Knows items only: the caller gives each user's history, and no person is in the model.</summary>
/// <remarks>Immutable and safe for concurrent use. Recommends only items with a signal; the caller adds those without any, and checks
/// who may see an item.</remarks>
public sealed partial class RecommenderModel
{
    // Diversity reorders this many times the wanted number.
    const int PoolFactor = 4;

    readonly string[] _items;
    readonly Dictionary<string, int> _numbers;
    readonly AffinityModel _affinity;
    readonly Blend _blend;
    readonly Popularity _popularity;
    readonly RecommenderOptions _options;
    readonly float[] _base;
    readonly bool[] _isRetired;

    internal RecommenderModel(
        string[] items, AffinityModel affinity, Blend blend, Popularity popularity, RecommenderOptions options, TrainingReport report,
        bool[]? isRetired = null)
    {
        (_items, _affinity, _blend, _popularity, _options, Report) = (items, affinity, blend, popularity, options, report);
        _numbers = items.Index().ToDictionary(item => item.Item, item => item.Index, StringComparer.Ordinal);
        _base = blend.OfPopularity(popularity);
        _isRetired = isRetired ?? new bool[items.Length];
    }

    /// <summary>Gets what the last training saw and learnt.</summary>
    public TrainingReport Report { get; }

    /// <summary>Gets the popularity; for tests.</summary>
    internal Popularity Popularity => _popularity;

    /// <summary>Gets the affinity; for tests.</summary>
    internal AffinityModel Affinity => _affinity;

    /// <summary>Gets the items that the model knows.</summary>
    public IReadOnlyList<string> Items => _items;

    /// <summary>Recommends items to a user, the best first. A user without history gets what is popular.</summary>
    /// <param name="history">The user's signals, in any order; several on an item add up. Unknown items are ignored.</param>
    /// <param name="query">The wish. Default: the defaults.</param>
    /// <exception cref="InvalidArgumentException">The query is out of range, a signal is invalid, or the history has signals of two
    /// users.</exception>
    public IReadOnlyList<Recommendation> Recommend(IReadOnlyCollection<Signal> history, RecommendationQuery? query = null)
    {
        query ??= new();
        query.Check();
        var entries = EntriesOf(history);
        var scores = ArrayPool<float>.Shared.Rent(_items.Length);
        try
        {
            return Recommend(entries, query, scores.AsSpan(0, _items.Length));
        }
        finally
        {
            ArrayPool<float>.Shared.Return(scores);
        }
    }

    /// <summary>Creates a model that recommends some items no longer, such as past events. It still learns from them.</summary>
    /// <param name="items">The items; unknown ones are ignored.</param>
    public RecommenderModel Retire(IEnumerable<string> items)
    {
        var isRetired = (bool[])_isRetired.Clone();
        foreach (var item in items)
            if (_numbers.TryGetValue(item, out var number))
                isRetired[number] = true;

        return new(_items, _affinity, _blend, _popularity, _options, Report, isRetired);
    }

    List<Recommendation> Recommend(Entry[] entries, RecommendationQuery query, Span<float> scores)
    {
        var own = UserItems.Of(entries, _options.ItemsPerUser);
        _affinity.Score(own.Items, own.Strengths, scores);
        Leave(out var left, entries, query);
        var top = new TopList(Math.Min(_items.Length + 1, query.Diversity > 0 ? query.Limit * PoolFactor : query.Limit));
        for (var item = 0; item < scores.Length; item++)
            if (!_isRetired[item] && !left.Contains(item) && (query.Ranking == Ranking.Blended || scores[item] > 0))
                top.Add(item, query.Ranking == Ranking.Blended ? _base[item] + _blend.OfAffinity(scores[item]) : scores[item]);

        var explainer = new Explainer(_items, _affinity, own, query.Reasons);
        var found = new List<Recommendation>();
        foreach (var (item, score) in Diversity.Order(top.Take(), query, _affinity.Lists!))
            found.Add(query.Ranking == Ranking.Blended
                ? explainer.Explain(item, scores[item], score, _base[item])
                : explainer.Explain(item, scores[item], score, 0));
        return found;
    }

    void Leave(out HashSet<int> left, Entry[] entries, RecommendationQuery query)
    {
        left = [.. entries.Where(entry => entry.IsSettled).Select(entry => entry.Item)];
        foreach (var item in query.Excluded)
            if (_numbers.TryGetValue(item, out var number))
                left.Add(number);
    }

    // Merged, by item.
    Entry[] EntriesOf(IReadOnlyCollection<Signal> history)
    {
        var (entries, count, user) = (new Entry[history.Count], 0, (Guid?)null);
        foreach (var signal in history)
        {
            SignalBuffer.Check(signal);
            if ((user ??= signal.User) != signal.User)
                throw new InvalidArgumentException(nameof(history), "has signals of two users. Give those of one.");
            if (_numbers.TryGetValue(signal.Item, out var item))
                entries[count++] = new(item, signal.Weight, Math.Min(Entry.Seconds(signal.At), _popularity.Now));
        }

        return entries[..Entry.Merge(entries.AsSpan(0, count))];
    }
}
