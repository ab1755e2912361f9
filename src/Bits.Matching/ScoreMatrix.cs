namespace Bits.Matching;

/// <summary>Writes the scores of one mentee with every mentor.</summary>
/// <remarks>It is called several times for each mentee, from one thread, and must write the same scores each time.</remarks>
/// <param name="mentee">The mentee, from 0.</param>
/// <param name="scores">One element for each mentor, all <see cref="Score.None"/> at first.</param>
public delegate void ScoreRow(int mentee, Span<int> scores);

/// <summary>Keeps the scores of all pairs in memory, 4 bytes each. At first every pair is <see cref="Score.None"/>.</summary>
/// <remarks>Different rows may be filled from different threads at the same time.</remarks>
public sealed class ScoreMatrix
{
    readonly int[][] _rows;

    /// <summary>Makes an empty matrix.</summary>
    /// <param name="mentees">How many mentees, at least 0.</param>
    /// <param name="mentors">How many mentors, at least 0.</param>
    /// <exception cref="InvalidArgumentException">A number is negative.</exception>
    public ScoreMatrix(int mentees, int mentors)
    {
        Count.Check(nameof(mentees), mentees);
        Count.Check(nameof(mentors), mentors);

        _rows = new int[mentees][];
        for (var mentee = 0; mentee < mentees; mentee++)
        {
            _rows[mentee] = GC.AllocateUninitializedArray<int>(mentors);
            _rows[mentee].AsSpan().Fill(Score.None);
        }
    }

    /// <summary>The scores of a mentee with every mentor, to read and write.</summary>
    /// <exception cref="InvalidArgumentException">There is no such mentee.</exception>
    public Span<int> this[int mentee] => _rows[Count.CheckIndex(nameof(mentee), mentee, _rows.Length)];

    /// <summary>Copies a row: the <see cref="ScoreRow"/> of this matrix.</summary>
    public void CopyRow(int mentee, Span<int> scores) => this[mentee].CopyTo(scores);
}
