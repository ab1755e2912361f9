using Bits.Search.Live.Segments;
using Bits.Search.Ranking;

namespace Bits.Search.Live.Scan;

/// <summary>Checks candidates of a scan: whether the caller may see them, whether they match, and their rank.</summary>
sealed class ScanCandidates
{
    readonly Segment _segment;
    readonly ScanRequest _request;
    readonly ScanTarget _target;
    readonly PostingIterator[] _iterators;
    readonly PostingIterator[] _excluded;
    readonly PostingIterator[] _exactTitle;
    readonly Occurrences[] _occurrences;

    /// <summary>Gets the minimum sum of a candidate.</summary>
    public RankBound Bound { get; }

    public ScanCandidates(Segment segment, ScanRequest request, ScanTarget target, PostingIterator[] iterators)
    {
        (_segment, _request, _target, _iterators) = (segment, request, target, iterators);
        Bound = new(request.Plan);
        _excluded = PostingIterator.Open(segment, request.Plan.Excluded);
        _exactTitle = PostingIterator.Open(segment, request.Plan.ExactTitle);
        _occurrences = new Occurrences[request.Plan.Query.Terms.Count];
    }

    /// <summary>Checks the documents whose title equals the query. Call it before the first window: they outrank all
    /// others, regardless of their sums.</summary>
    public void LookAtExactTitles()
    {
        foreach (ref var iterator in _exactTitle.AsSpan())
            foreach (var document in iterator.Documents(_segment.Postings))
                if (!_target.IsDone && _request.Visible.Contains(_segment.Documents.Audiences[document]) && !IsExcluded(document)
                    && _segment.IsAlive(document, _request.Version))
                    LookClosely(document, _segment.Documents[document]);
    }

    /// <summary>Starts a window whose newest document was written at this time.</summary>
    public void Enter(DateTimeOffset newest) => Bound.Enter(newest, _target.MinRank);

    /// <summary>Checks a document.</summary>
    /// <param name="document">The number of the document.</param>
    /// <param name="units">The upper bound of its share of the best rank.</param>
    public void LookAt(int document, int units)
    {
        if (units < Bound.Min)
            return;

        var audience = _segment.Documents.Audiences[document];
        if (_request.Visible.Contains(audience)
            && (units >= Bound.MinWithoutAffinity || _request.Affine.Contains(audience))
            && !IsExcluded(document)
            && _segment.IsAlive(document, _request.Version)
            && !HasExactTitle(document))
            LookClosely(document, _segment.Documents[document]);
    }

    bool IsExcluded(int document) => _request.ExcludedAuthors?.Contains(_segment.Documents.Authors[document]) == true;

    bool HasExactTitle(int document) => _exactTitle is [var iterator] && iterator.Find(document, _segment.Postings) >= 0;

    void LookClosely(int document, in DocumentRow row)
    {
        if (_request.Hidden?.Contains(row.Id) == true || _request.WrittenBefore?.Sees(row) == false)
            return;

        Count(document);
        var fit = Rank(row);
        if (fit.Clauses == 0 || (fit.Clauses == _request.Plan.Query.AllClauses) != (_request.Group == MatchGroup.AllWords))
            return;

        _target.Take(row, fit);
        Bound.Raise(_target.MinRank);
    }

    Fit Rank(in DocumentRow row)
    {
        var facts = new DocumentFacts(row.Lengths, row.Quality, row.UpdatedAt, _request.Affine.Contains(row.Audience));
        return Bm25F.Rank(_request.Plan.Query, _occurrences, facts);
    }

    void Count(int document)
    {
        Array.Clear(_occurrences);
        Count(document, _iterators);
        Count(document, _excluded);
        Count(document, _exactTitle);
    }

    void Count(int document, PostingIterator[] iterators)
    {
        foreach (ref var iterator in iterators.AsSpan())
        {
            var posting = iterator.Find(document, _segment.Postings);
            if (posting >= 0)
                _occurrences[iterator.Term] = iterator.IsPrefix
                    ? new(Title: 1, Body: 0)
                    : TermFrequency.Read(_segment.Postings.Frequencies[posting]);
        }
    }
}
