using Bits.Search.Ranking;

namespace Bits.Search.Live.Segments;

/// <summary>Keeps the segments: applies changes, merges small segments at once and large ones in the background.
/// Readers never wait: they hold a view.</summary>
sealed class LiveDocuments
{
    readonly Lock _writing = new();
    readonly List<long> _goneWhileMerging = [];
    HashSet<Segment> _merging = [];
    int _mergedVersion;
    Task _merge = Task.CompletedTask;
    volatile SegmentSet _current;

    /// <param name="segments">The loaded segments.</param>
    /// <param name="asOf">The snapshot of the load.</param>
    /// <param name="averages">The average lengths that impacts of new segments are relative to.</param>
    public LiveDocuments(IEnumerable<Segment> segments, LiveTime asOf, AverageLengths averages)
    {
        _current = new(1, [.. segments], asOf, averages);
        lock (_writing)
            StartMerge();
    }

    /// <summary>Gets the current documents.</summary>
    public SegmentSet Current => _current;

    /// <summary>Gets the memory of the segments in bytes.</summary>
    public long Bytes => _current.Segments.Sum(segment => segment.Bytes);

    /// <summary>Gets the number of documents.</summary>
    public long Count => _current.Segments.Sum(segment => (long)segment.Count - segment.Deleted);

    /// <summary>Gets the task of the running merge.</summary>
    public Task Merging
    {
        get
        {
            lock (_writing)
                return _merge;
        }
    }

    /// <summary>Publishes changes to readers, all at once.</summary>
    /// <param name="changes">The changed documents, each once.</param>
    /// <param name="asOf">The snapshot of the read.</param>
    public void Apply(IReadOnlyCollection<DocumentChange> changes, LiveTime asOf)
    {
        lock (_writing)
        {
            if (changes.Count == 0)
            {
                _current = _current with { AsOf = asOf };
                return;
            }

            var version = _current.Version + 1;
            Delete(changes, version);
            var segments = _current.Segments.Where(segment => segment.Deleted < segment.Count).ToList();
            if (Build(changes, _current.Averages) is { Count: > 0 } added)
                segments.Add(added);
            while (MergePolicy.FindSmall(segments.Except(_merging)) is { Count: > 0 } small)
                segments = [.. segments.Except(small), SegmentMerger.Merge(small, version)];

            _current = _current with { Version = version, Segments = segments, AsOf = asOf };
            StartMerge();
        }
    }

    /// <summary>Builds a segment of the documents that exist.</summary>
    public static Segment Build(IEnumerable<DocumentChange> changes, AverageLengths averages)
    {
        var builder = new SegmentBuilder(averages);
        foreach (var change in changes)
        {
            if (change.Row is { } row)
                builder.Add(row, change.Vector);
        }

        return builder.Build();
    }

    void Delete(IReadOnlyCollection<DocumentChange> changes, int version)
    {
        foreach (var segment in _current.Segments)
        {
            var isMerging = _merging.Contains(segment);
            foreach (var change in changes)
            {
                if (segment.Delete(change.Id, version) && isMerging)
                    _goneWhileMerging.Add(change.Id);
            }
        }
    }

    void StartMerge()
    {
        if (_merging.Count > 0)
            return;

        ChooseMerge();
        if (_merging.Count > 0)
            _merge = Task.Run(MergeWhileNeeded);
    }

    void ChooseMerge() => (_merging, _mergedVersion) = ([.. MergePolicy.FindLarge(_current.Segments)], _current.Version);

    void MergeWhileNeeded()
    {
        while (_merging.Count > 0)
        {
            var merged = SegmentMerger.Merge([.. _merging], _mergedVersion);
            lock (_writing)
                FinishMerge(merged);
        }
    }

    void FinishMerge(Segment merged)
    {
        foreach (var id in _goneWhileMerging)
            merged.Delete(id, _current.Version);

        _current = _current with { Segments = [.. _current.Segments.Where(s => !_merging.Contains(s)), merged] };
        _goneWhileMerging.Clear();
        ChooseMerge();
    }
}
