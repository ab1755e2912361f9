namespace Bits.Search.Live.Segments;

/// <summary>Numbers the authors of documents. Numbers are never reused. One writer, many readers.</summary>
sealed class Authors
{
    /// <summary>The number of a document without an author.</summary>
    public const int None = 0;

    const int BytesEach = 48; // an entry of the dictionary and its share of the buckets

    readonly Lock _lock = new();
    readonly Dictionary<Guid, int> _numbers = [];

    /// <summary>Gets the number of authors.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
                return _numbers.Count;
        }
    }

    /// <summary>Gets the estimated memory in bytes.</summary>
    public long Bytes => (long)Count * BytesEach;

    /// <summary>Returns the number of an author; <see cref="None"/> for null.</summary>
    public int Number(Guid? author)
    {
        if (author is not { } id)
            return None;

        lock (_lock)
        {
            if (!_numbers.TryGetValue(id, out var number))
                _numbers.Add(id, number = _numbers.Count + 1);
            return number;
        }
    }

    /// <summary>Returns the numbers of those who are authors, as of now; null without any.</summary>
    public NumberSet? Matching(Guid[] authors)
    {
        if (authors.Length == 0)
            return null;

        lock (_lock)
        {
            var set = default(NumberSet);
            foreach (var author in authors)
                if (_numbers.TryGetValue(author, out var number))
                    (set ??= new(_numbers.Count + 1, known: null)).Add(number);
            return set;
        }
    }
}
