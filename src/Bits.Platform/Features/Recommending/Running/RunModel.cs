using System.Buffers;
using Bits.Platform.Recommending;
using Bits.Recommender;
using Bits.Search.Signals;
using Signal = Bits.Recommender.Signal;

namespace Bits.Platform.Features.Recommending.Running;

/// <summary>Scores users for a run. Immutable and safe for concurrent use.</summary>
sealed class RunModel
{
    // More than a page: each read leaves out what has changed since.
    const int Kept = 40;

    static readonly RecommendationQuery Query = new() { Limit = Kept };

    readonly RecommenderModel _model;
    readonly IReadOnlyList<IRecommendedKind> _learnt;
    readonly IReadOnlyDictionary<string, ISuggester> _suggesters;
    readonly Audiences _audiences;
    readonly ILookup<Guid, Signal> _added;
    readonly Dictionary<string, int[]> _itemsByTag;
    readonly Dictionary<Guid, int[]> _itemsByAuthor;
    readonly byte[] _kinds;
    readonly byte[] _public;

    public RunModel(
        Run run, RecommenderModel model, IReadOnlyList<string> storedItems, IReadOnlyList<Signal> added, IReadOnlyList<IRecommendedKind> kinds,
        Audiences audiences, IReadOnlyDictionary<string, ISuggester> suggesters)
    {
        (RunId, _model, StoredItems, _audiences, _suggesters) = (run.Id, model, storedItems, audiences, suggesters);
        _learnt = [.. kinds.Where(kind => kind.IsLearnt)];
        _added = added.ToLookup(signal => signal.User);
        Changed = run.Kind == RecommenderRunKind.Refresh
            ? [.. added.Where(signal => signal.At >= run.ScoreSince).Select(signal => signal.User).Distinct().Order()]
            : null;
        var numbers = model.Items.Index().ToDictionary(item => item.Item, item => item.Index, StringComparer.Ordinal);
        _itemsByTag = audiences.ByTag.ToDictionary(pair => pair.Key, pair => Numbers(pair.Value, numbers));
        _itemsByAuthor = audiences.ByAuthor.ToDictionary(pair => pair.Key, pair => Numbers(pair.Value, numbers));
        _kinds = [.. model.Items.Select(ListOf)];
        _public = new byte[_kinds.Length];
        Open(_public, AudienceTags.Institute.Value);
    }

    /// <summary>Gets the run.</summary>
    public long RunId { get; }

    /// <summary>Gets the items of the stored histories, by number.</summary>
    public IReadOnlyList<string> StoredItems { get; }

    /// <summary>Gets the users to score, in order; null for all.</summary>
    public IReadOnlyList<Guid>? Changed { get; }

    /// <summary>Gets the names of the lists that it makes.</summary>
    public IReadOnlyCollection<string> Lists => [.. _learnt.Select(kind => kind.Name), .. _suggesters.Keys];

    /// <summary>Makes the lists of a user.</summary>
    /// <param name="user">The user.</param>
    /// <param name="history">What the training knew.</param>
    /// <param name="dismissed">The documents that the user does not want.</param>
    /// <param name="blocked">The authors whom the user has blocked.</param>
    public IReadOnlyList<CandidateSet> Score(
        Guid user, IReadOnlyList<Signal> history, IReadOnlyCollection<string> dismissed, IReadOnlyCollection<Guid> blocked)
    {
        var shelves = ArrayPool<byte>.Shared.Rent(_kinds.Length);
        var open = shelves.AsSpan(0, _kinds.Length);
        _public.CopyTo(open);
        foreach (var tag in _audiences.TagsOf(user))
            Open(open, tag);
        foreach (var author in blocked)
            foreach (var item in _itemsByAuthor.GetValueOrDefault(author, []))
                open[item] = 0;

        var lists = Recommend(user, [.. history, .. _added[user]], open, Query with { Excluded = dismissed });
        ArrayPool<byte>.Shared.Return(shelves);
        return [.. lists, .. _suggesters.Select(pair => new CandidateSet(user, pair.Key, Without(pair.Value.Suggest(user, Kept), dismissed)))];
    }

    /// <summary>Makes the lists for members without lists of their own: what is public, by popularity.</summary>
    public IReadOnlyList<CandidateSet> ForEveryone() => Recommend(Recommendations.Everyone, [], _public, Query);

    IReadOnlyList<CandidateSet> Recommend(Guid user, IReadOnlyCollection<Signal> history, ReadOnlySpan<byte> open, RecommendationQuery query)
    {
        var lists = _model.RecommendEach(history, open, _learnt.Count, query);
        return [.. _learnt.Select((kind, i) => new CandidateSet(user, kind.Name, [.. lists[i].Select(AsCandidate)]))];
    }

    static IReadOnlyList<Candidate> Without(IReadOnlyList<Candidate> candidates, IReadOnlyCollection<string> dismissed) =>
        [.. candidates.Where(candidate => !dismissed.Contains($"{candidate.Surface}/{candidate.EntityId}"))];

    static Candidate AsCandidate(Recommendation found)
    {
        var slash = found.Item.IndexOf('/', StringComparison.Ordinal);
        return new(
            found.Item[..slash], found.Item[(slash + 1)..], found.Score, found.Popularity,
            [.. found.Reasons.Where(reason => reason.Contribution > 0).Select(reason => new CandidateReason(reason.Item, reason.Contribution))]);
    }

    void Open(Span<byte> shelves, string tag)
    {
        foreach (var item in _itemsByTag.GetValueOrDefault(tag, []))
            shelves[item] = _kinds[item];
    }

    byte ListOf(string document)
    {
        var slash = document.IndexOf('/', StringComparison.Ordinal);
        for (var kind = 0; kind < _learnt.Count; kind++)
            if (_learnt[kind].Includes(document.AsSpan(0, slash), document.AsSpan(slash + 1)))
                return (byte)(kind + 1);

        return 0;
    }

    static int[] Numbers(List<string> documents, Dictionary<string, int> numbers) =>
        [.. documents.Select(document => numbers.GetValueOrDefault(document, -1)).Where(number => number >= 0)];
}
