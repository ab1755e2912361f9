using Bits.Search.Ranking;

namespace Bits.Search.Live;

/// <summary>Looks at documents that may be wanted: may the caller see them, do they fit, and what is their rank?</summary>
sealed class ScanCandidates
{
    readonly Segment _segment;
    readonly ScanRequest _request;
    readonly ScanTarget _target;
    readonly StrandCursor[] _cursors;
    readonly StrandCursor[] _excluded;
    readonly StrandCursor[] _exactTitle;
    readonly Occurrences[] _occurrences;

    /// <summary>What a sum needs.</summary>
    public RankBound Bound { get; }

    public ScanCandidates(Segment segment, ScanRequest request, ScanTarget target, StrandCursor[] cursors)
    {
        (_segment, _request, _target, _cursors) = (segment, request, target, cursors);
        Bound = new(request.Plan);
        _excluded = StrandCursor.Open(segment, request.Plan.Excluded);
        _exactTitle = StrandCursor.Open(segment, request.Plan.ExactTitle);
        _occurrences = new Occurrences[request.Plan.Query.Terms.Count];
    }

    /// <summary>Looks at the documents that are called exactly what was asked for; before any window. They come before all others,
    /// whatever their sums.</summary>
    public void LookAtExactTitles()
    {
        foreach (ref var cursor in _exactTitle.AsSpan())
            foreach (var document in cursor.Documents(_segment.Postings))
                if (!_target.IsDone && _request.Visible.Contains(_segment.Documents.Audiences[document]) && _segment.IsAlive(document, _request.Version))
                    LookClosely(document, _segment.Documents[document]);
    }

    /// <summary>Begins with documents none of which was written later than this.</summary>
    public void Enter(DateTimeOffset newest) => Bound.Enter(newest, _target.LeastRank);

    /// <summary>Looks at a document.</summary>
    /// <param name="document">Which.</param>
    /// <param name="units">No less than its share of the best rank.</param>
    public void LookAt(int document, int units)
    {
        if (units < Bound.Least)
            return;

        var audience = _segment.Documents.Audiences[document];
        if (_request.Visible.Contains(audience)
            && (units >= Bound.LeastWithoutAffinity || _request.Near.Contains(audience))
            && _segment.IsAlive(document, _request.Version)
            && !HasExactTitle(document))
            LookClosely(document, _segment.Documents[document]);
    }

    bool HasExactTitle(int document) => _exactTitle is [var cursor] && cursor.Find(document, _segment.Postings) >= 0;

    void LookClosely(int document, in DocumentRow row)
    {
        if (_request.Hidden?.Contains(row.Id) == true || _request.WrittenBefore?.Sees(row) == false)
            return;

        Count(document);
        var fit = Rank(row);
        if (fit.Clauses == 0 || (fit.Clauses == _request.Plan.Query.AllClauses) != (_request.Group == MatchGroup.AllWords))
            return;

        _target.Take(row, fit);
        Bound.Raise(_target.LeastRank);
    }

    Fit Rank(in DocumentRow row)
    {
        var facts = new DocumentFacts(row.Lengths, row.Quality, row.UpdatedAt, _request.Near.Contains(row.Audience));
        return Bm25F.Rank(_request.Plan.Query, _occurrences, facts);
    }

    void Count(int document)
    {
        Array.Clear(_occurrences);
        Count(document, _cursors);
        Count(document, _excluded);
        Count(document, _exactTitle);
    }

    void Count(int document, StrandCursor[] cursors)
    {
        foreach (ref var cursor in cursors.AsSpan())
        {
            var posting = cursor.Find(document, _segment.Postings);
            if (posting >= 0)
                _occurrences[cursor.Term] = cursor.IsPrefix
                    ? new(Title: 1, Body: 0)
                    : TermFrequency.Read(_segment.Postings.Frequencies[posting]);
        }
    }
}
