namespace Bits.Matching;

/// <summary>Who got whom.</summary>
/// <remarks>It is data, as read from a store: <see cref="AssignmentVerifier"/> says whether it is right.</remarks>
/// <param name="Pairs">The pairs; those of this library are in the order of mentees.</param>
/// <param name="Value">The sum of the scores of the pairs.</param>
public sealed record Assignment(IReadOnlyList<Pair> Pairs, long Value);
