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
    readonly ScoreBound _bound;
    readonly bool[] _isRetired;

    internal RecommenderModel(
        string[] items, AffinityModel affinity, Blend blend, Popularity popularity, RecommenderOptions options, TrainingReport report,
        bool[]? isRetired = null)
    {
        (_items, _affinity, _blend, _popularity, _options, Report) = (items, affinity, blend, popularity, options, report);
        _numbers = items.Index().ToDictionary(item => item.Item, item => item.Index, StringComparer.Ordinal);
        _base = blend.OfPopularity(popularity);
        _bound = new(blend, _base);
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

    /// <summary>Makes several lists for a user, each the best first, from one scoring of the items.</summary>
    /// <param name="history">The user's signals, as for <see cref="Recommend(IReadOnlyCollection{Signal}, RecommendationQuery?)"/>.</param>
    /// <param name="shelves">One for each of <see cref="Items"/>: the number of the list that the item may enter, from 1; 0 for none.
    /// </param>
    /// <param name="count">The number of lists, 1 to 255.</param>
    /// <param name="query">The wish, for each list. Default: the defaults.</param>
    /// <exception cref="InvalidArgumentException">As above, or the shelves do not fit the items.</exception>
    public IReadOnlyList<IReadOnlyList<Recommendation>> RecommendEach(
        IReadOnlyCollection<Signal> history, ReadOnlySpan<byte> shelves, int count, RecommendationQuery? query = null)
    {
        query ??= new();
        query.Check();
        RecommenderOptions.InRange(nameof(count), count, 1, byte.MaxValue);
        if (shelves.Length != _items.Length)
            throw new InvalidArgumentException(nameof(shelves), $"are {shelves.Length}. Give one for each of the {_items.Length} items.");

        var entries = EntriesOf(history);
        var scores = ArrayPool<float>.Shared.Rent(_items.Length);
        try
        {
            return Shelve(entries, shelves, count, query, scores.AsSpan(0, _items.Length));
        }
        finally
        {
            ArrayPool<float>.Shared.Return(scores);
        }
    }

    List<Recommendation> Recommend(Entry[] entries, RecommendationQuery query, Span<float> scores)
    {
        var shelves = ArrayPool<byte>.Shared.Rent(_items.Length);
        shelves.AsSpan(0, _items.Length).Fill(1);
        var found = Shelve(entries, shelves.AsSpan(0, _items.Length), 1, query, scores)[0];
        ArrayPool<byte>.Shared.Return(shelves);
        return found;
    }

    List<Recommendation>[] Shelve(Entry[] entries, ReadOnlySpan<byte> shelves, int count, RecommendationQuery query, Span<float> scores)
    {
        var own = UserItems.Of(entries, _options.ItemsPerUser);
        _affinity.Score(own.Items, own.Strengths, scores);
        Leave(scores, entries, query);
        var tops = new TopList[count];
        for (var shelf = 0; shelf < count; shelf++)
            tops[shelf] = new(Math.Min(_items.Length + 1, query.Diversity > 0 ? query.Limit * PoolFactor : query.Limit));
        if (query.Ranking == Ranking.Blended)
            RankBlended(shelves, scores, tops);
        else
            RankNeighbours(shelves, scores, tops);

        var explainer = new Explainer(_items, _affinity, own, query.Reasons);
        var lists = new List<Recommendation>[count];
        for (var shelf = 0; shelf < count; shelf++)
            lists[shelf] = Explained(tops[shelf], query, explainer, scores);
        return lists;
    }

    void RankBlended(ReadOnlySpan<byte> shelves, ReadOnlySpan<float> scores, TopList[] tops)
    {
        Span<float> needed = stackalloc float[tops.Length];
        needed.Clear();
        for (var item = 0; item < scores.Length; item++)
        {
            var shelf = shelves[item] - 1;
            if ((uint)shelf >= (uint)needed.Length || !_bound.MayReach(needed[shelf], item, scores[item])
                || float.IsNegativeInfinity(scores[item]) || _isRetired[item])
                continue;

            tops[shelf].Add(item, _base[item] + _blend.OfAffinity(scores[item]));
            needed[shelf] = _bound.NeededFor(tops[shelf].Least);
        }
    }

    void RankNeighbours(ReadOnlySpan<byte> shelves, ReadOnlySpan<float> scores, TopList[] tops)
    {
        for (var item = 0; item < scores.Length; item++)
            if (shelves[item] is var shelf and > 0 && shelf <= tops.Length && scores[item] > 0 && !_isRetired[item])
                tops[shelf - 1].Add(item, scores[item]);
    }

    List<Recommendation> Explained(TopList top, RecommendationQuery query, Explainer explainer, ReadOnlySpan<float> scores)
    {
        var found = new List<Recommendation>();
        foreach (var (item, score) in Diversity.Order(top.Take(), query, _affinity.Lists!))
            found.Add(explainer.Explain(item, scores[item], score, query.Ranking == Ranking.Blended ? _base[item] : 0));
        return found;
    }

    // Left out items get a score that no other has.
    void Leave(Span<float> scores, Entry[] entries, RecommendationQuery query)
    {
        foreach (var entry in entries)
            if (entry.IsSettled)
                scores[entry.Item] = float.NegativeInfinity;
        foreach (var item in query.Excluded)
            if (_numbers.TryGetValue(item, out var number))
                scores[number] = float.NegativeInfinity;
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
