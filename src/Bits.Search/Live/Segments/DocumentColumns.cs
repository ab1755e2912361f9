using Bits.Search.Ranking;

namespace Bits.Search.Live.Segments;

/// <summary>The data of a document without its words.</summary>
/// <param name="Id">The id of its row.</param>
/// <param name="Audience">The number of its surface and audience tags; see <see cref="Audiences"/>.</param>
/// <param name="Lengths">The number of words in title and body.</param>
/// <param name="Quality">The quality, 0 to 1.</param>
/// <param name="UpdatedAt">The time of its last text.</param>
/// <param name="ChangedXid">The transaction that wrote it.</param>
/// <param name="Author">The number of its author; see <see cref="Authors"/>.</param>
readonly record struct DocumentRow(
    long Id, int Audience, FieldLengths Lengths, float Quality, DateTimeOffset UpdatedAt, ulong ChangedXid,
    int Author);

/// <summary>The data of a segment's documents without their words: one column per field, by ascending id.</summary>
sealed class DocumentColumns(int count)
{
    const int BytesEach = 4 * sizeof(int) + sizeof(float) + 2 * sizeof(long) + sizeof(ulong);

    readonly long[] _ids = new long[count];
    readonly int[] _audiences = new int[count];
    readonly int[] _authors = new int[count];
    readonly FieldLengths[] _lengths = new FieldLengths[count];
    readonly float[] _qualities = new float[count];
    readonly long[] _updatedAt = new long[count]; // ticks
    readonly ulong[] _changedXids = new ulong[count];

    /// <summary>Gets the number of documents.</summary>
    public int Count => _ids.Length;

    /// <summary>Gets the memory in bytes.</summary>
    public long Bytes => (long)Count * BytesEach;

    /// <summary>Gets the ids of their rows.</summary>
    public ReadOnlySpan<long> Ids => _ids;

    /// <summary>Gets the numbers of their audiences.</summary>
    public ReadOnlySpan<int> Audiences => _audiences;

    /// <summary>Gets the numbers of their authors.</summary>
    public ReadOnlySpan<int> Authors => _authors;

    /// <summary>Returns the time of the newest of the documents.</summary>
    public DateTimeOffset Newest(int start, int end)
    {
        var newest = 0L;
        foreach (var ticks in _updatedAt.AsSpan(start, end - start))
            newest = Math.Max(newest, ticks);
        return new(newest, TimeSpan.Zero);
    }

    /// <summary>Returns the latest transaction that wrote one of them; 0 without documents.</summary>
    public ulong NewestXid() => _changedXids.Length == 0 ? 0 : _changedXids.Max();

    /// <summary>Returns a document.</summary>
    public DocumentRow this[int document]
    {
        get => new(
            _ids[document], _audiences[document], _lengths[document], _qualities[document],
            new(_updatedAt[document], TimeSpan.Zero), _changedXids[document], _authors[document]);

        set
        {
            (_ids[document], _audiences[document], _authors[document]) = (value.Id, value.Audience, value.Author);
            (_lengths[document], _qualities[document]) = (value.Lengths, value.Quality);
            (_updatedAt[document], _changedXids[document]) = (value.UpdatedAt.UtcTicks, value.ChangedXid);
        }
    }

    /// <summary>Finds the index of an id; negative when it is absent.</summary>
    public int Find(long id) =>
        Count == 0 || id < _ids[0] || id > _ids[^1] ? -1 : Array.BinarySearch(_ids, id);
}
