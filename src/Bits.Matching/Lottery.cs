namespace Bits.Matching;

/// <summary>The orders that decide ties, drawn by the seed: the one drawn earlier wins.</summary>
/// <remarks>Written out, because <see cref="Random"/> promises no sequence across versions of .NET.</remarks>
sealed class Lottery(MatchingProblem problem)
{
    /// <summary>The place of each mentee in the draw, from 0.</summary>
    public int[] Mentees { get; } = Draw(problem.Mentees, (ulong)problem.Seed);

    /// <summary>The place of each mentor in the draw, from 0.</summary>
    public int[] Mentors { get; } = Draw(problem.Mentors, ~(ulong)problem.Seed);

    static int[] Draw(int count, ulong seed)
    {
        var tickets = new (ulong Ticket, int Index)[count];
        for (var i = 0; i < count; i++)
            tickets[i] = (Mix(Mix(seed) + (ulong)i), i);
        Array.Sort(tickets);

        var places = new int[count];
        for (var place = 0; place < count; place++)
            places[tickets[place].Index] = place;
        return places;
    }

    // SplitMix64.
    static ulong Mix(ulong value)
    {
        value += 0x9E3779B97F4A7C15;
        value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9;
        value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
        return value ^ (value >> 31);
    }
}
