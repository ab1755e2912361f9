namespace Bits.Matching;

/// <summary>Turns what mentors hold into an assignment.</summary>
static class Proposals
{
    /// <summary>Lists the pairs in the order of mentees.</summary>
    public static Assignment Collect(IReadOnlyList<IReadOnlyCollection<DeferredAcceptance.Held>> held) => new(
        [.. held.SelectMany((proposals, mentor) => proposals.Select(one => new Pair(one.Mentee, mentor))).Order()],
        held.Sum(proposals => proposals.Sum(one => (long)one.Score)));
}
