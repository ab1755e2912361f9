namespace Bits.Matching;

/// <summary>A mentee and a mentor, by their indexes in the problem, from 0.</summary>
/// <param name="Mentee">The mentee, from 0 to <see cref="MatchingProblem.Mentees"/> − 1.</param>
/// <param name="Mentor">The mentor, from 0 to <see cref="MatchingProblem.Mentors"/> − 1.</param>
public readonly record struct Pair(int Mentee, int Mentor);
