namespace Bits.Recommender.Affinity;

/// <summary>Keeps the best of many scores. Of equal scores the smaller number is the better.</summary>
/// <param name="capacity">The number that it keeps, from 1.</param>
sealed class TopList(int capacity)
{
    readonly PriorityQueue<int, (float Score, int Number)> _worstFirst = new(capacity + 1, Comparer<(float Score, int Number)>.Create(
        static (a, b) => a.Score != b.Score ? a.Score.CompareTo(b.Score) : b.Number.CompareTo(a.Number)));

    float _least = float.NegativeInfinity;

    /// <summary>Gets the score that an offer must reach; any does until the list is full.</summary>
    public float Least => _least;

    /// <summary>Offers a score.</summary>
    public void Add(int number, float score)
    {
        if (_worstFirst.Count < capacity)
            _worstFirst.Enqueue(number, (score, number));
        else if (score >= _least)
            _worstFirst.EnqueueDequeue(number, (score, number));
        else
            return;

        if (_worstFirst.Count == capacity && _worstFirst.TryPeek(out _, out var worst))
            _least = worst.Score;
    }

    /// <summary>Removes what it kept, the best first.</summary>
    public (int Number, float Score)[] Take()
    {
        var taken = new (int, float)[_worstFirst.Count];
        for (var i = taken.Length - 1; _worstFirst.TryDequeue(out var number, out var key); i--)
            taken[i] = (number, key.Score);

        _least = float.NegativeInfinity;
        return taken;
    }
}
