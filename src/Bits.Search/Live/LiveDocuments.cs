using Bits.Search.Ranking;

namespace Bits.Search.Live;

/// <summary>Keeps the segments: takes changes, merges small segments at once and large ones in the background. Readers
/// never wait: they hold a view.</summary>
sealed class LiveDocuments
{
    readonly Lock _writing = new();
    readonly List<long> _goneWhileMerging = [];
    HashSet<Segment> _merging = [];
    int _mergedVersion;
    Task _merge = Task.CompletedTask;
    volatile LiveView _view;

    /// <param name="segments">What was loaded.</param>
    /// <param name="moment">When it was so.</param>
    /// <param name="averages">What the impacts of new segments are measured by.</param>
    public LiveDocuments(IEnumerable<Segment> segments, LiveTime moment, AverageLengths averages)
    {
        _view = new(1, [.. segments], moment, averages);
        lock (_writing)
            StartMerge();
    }

    /// <summary>The documents now.</summary>
    public LiveView View => _view;

    /// <summary>What the segments occupy.</summary>
    public long Bytes => _view.Segments.Sum(segment => segment.Bytes);

    /// <summary>How many documents there are.</summary>
    public long Count => _view.Segments.Sum(segment => (long)segment.Count - segment.Deleted);

    /// <summary>Ends when no merge is running.</summary>
    public Task Merging
    {
        get
        {
            lock (_writing)
                return _merge;
        }
    }

    /// <summary>Makes it so that readers see the changes, all at once.</summary>
    /// <param name="changes">Each document once.</param>
    /// <param name="moment">When they were read.</param>
    public void Apply(IReadOnlyCollection<DocumentChange> changes, LiveTime moment)
    {
        lock (_writing)
        {
            if (changes.Count == 0)
            {
                _view = _view with { Moment = moment };
                return;
            }

            var version = _view.Version + 1;
            Delete(changes, version);
            var segments = _view.Segments.Where(segment => segment.Deleted < segment.Count).ToList();
            if (Build(changes, _view.Averages) is { Count: > 0 } added)
                segments.Add(added);
            while (MergePolicy.FindSmall(segments.Except(_merging)) is { Count: > 0 } small)
                segments = [.. segments.Except(small), SegmentMerger.Merge(small, version)];

            _view = _view with { Version = version, Segments = segments, Moment = moment };
            StartMerge();
        }
    }

    /// <summary>A segment of the documents that are there.</summary>
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
        foreach (var segment in _view.Segments)
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

    void ChooseMerge() => (_merging, _mergedVersion) = ([.. MergePolicy.FindLarge(_view.Segments)], _view.Version);

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
            merged.Delete(id, _view.Version);

        _view = _view with { Segments = [.. _view.Segments.Where(s => !_merging.Contains(s)), merged] };
        _goneWhileMerging.Clear();
        ChooseMerge();
    }
}
