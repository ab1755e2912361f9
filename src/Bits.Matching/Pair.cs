namespace Bits.Matching;

/// <summary>A mentee and a mentor, by their indexes in the problem, from 0.</summary>
/// <param name="Mentee">The mentee, from 0 to <see cref="MatchingProblem.Mentees"/> − 1.</param>
/// <param name="Mentor">The mentor, from 0 to <see cref="MatchingProblem.Mentors"/> − 1.</param>
public readonly record struct Pair(int Mentee, int Mentor) : IComparable<Pair>
{
    /// <summary>Orders pairs by mentee, then by mentor.</summary>
    public int CompareTo(Pair other) =>
        Mentee != other.Mentee ? Mentee.CompareTo(other.Mentee) : Mentor.CompareTo(other.Mentor);

    /// <summary>Returns whether the left pair comes first.</summary>
    public static bool operator <(Pair left, Pair right) => left.CompareTo(right) < 0;

    /// <summary>Returns whether the left pair comes first, or both are the same.</summary>
    public static bool operator <=(Pair left, Pair right) => left.CompareTo(right) <= 0;

    /// <summary>Returns whether the right pair comes first.</summary>
    public static bool operator >(Pair left, Pair right) => left.CompareTo(right) > 0;

    /// <summary>Returns whether the right pair comes first, or both are the same.</summary>
    public static bool operator >=(Pair left, Pair right) => left.CompareTo(right) >= 0;
}
