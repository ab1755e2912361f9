using Bits.Search.Ranking;

namespace Bits.Search.Live;

/// <summary>What is known of a document besides its words.</summary>
/// <param name="Id">The number of its row.</param>
/// <param name="Audience">Its surface and audience tags, see <see cref="Audiences"/>.</param>
/// <param name="Lengths">Words in title and body.</param>
/// <param name="Quality">0 to 1.</param>
/// <param name="UpdatedAt">When its text was written.</param>
/// <param name="ChangedXid">The transaction that wrote it.</param>
readonly record struct DocumentRow(
    long Id, int Audience, FieldLengths Lengths, float Quality, DateTimeOffset UpdatedAt, ulong ChangedXid);

/// <summary>What is known of the documents of a segment, a column for each thing, by ascending id.</summary>
sealed class DocumentColumns(int count)
{
    const int BytesEach = 3 * sizeof(int) + sizeof(float) + 2 * sizeof(long) + sizeof(ulong);

    readonly long[] _ids = new long[count];
    readonly int[] _audiences = new int[count];
    readonly FieldLengths[] _lengths = new FieldLengths[count];
    readonly float[] _qualities = new float[count];
    readonly long[] _updatedAt = new long[count]; // ticks
    readonly ulong[] _changedXids = new ulong[count];

    /// <summary>How many documents there are.</summary>
    public int Count => _ids.Length;

    /// <summary>What they occupy.</summary>
    public long Bytes => (long)Count * BytesEach;

    /// <summary>The numbers of their rows.</summary>
    public ReadOnlySpan<long> Ids => _ids;

    /// <summary>Their surfaces and audiences.</summary>
    public ReadOnlySpan<int> Audiences => _audiences;

    /// <summary>When the newest of the documents was written.</summary>
    public DateTimeOffset Newest(int start, int end)
    {
        var newest = 0L;
        foreach (var ticks in _updatedAt.AsSpan(start, end - start))
            newest = Math.Max(newest, ticks);
        return new(newest, TimeSpan.Zero);
    }

    /// <summary>The latest transaction that wrote one of them, 0 where there are none.</summary>
    public ulong NewestXid() => _changedXids.Length == 0 ? 0 : _changedXids.Max();

    /// <summary>One of them.</summary>
    public DocumentRow this[int document]
    {
        get => new(
            _ids[document], _audiences[document], _lengths[document], _qualities[document],
            new(_updatedAt[document], TimeSpan.Zero), _changedXids[document]);

        set
        {
            (_ids[document], _audiences[document]) = (value.Id, value.Audience);
            (_lengths[document], _qualities[document]) = (value.Lengths, value.Quality);
            (_updatedAt[document], _changedXids[document]) = (value.UpdatedAt.UtcTicks, value.ChangedXid);
        }
    }

    /// <summary>Where the document with this id is; negative where it is not.</summary>
    public int Find(long id) =>
        Count == 0 || id < _ids[0] || id > _ids[^1] ? -1 : Array.BinarySearch(_ids, id);
}
