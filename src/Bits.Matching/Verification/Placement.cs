namespace Bits.Matching.Verification;

/// <summary>Who got whom, once the pairs are known to be allowed.</summary>
sealed class Placement
{
    readonly int[] _row;

    /// <summary>Starts with no pair.</summary>
    public Placement(MatchingProblem problem)
    {
        Problem = problem;
        (MentorOf, ScoreOf, Taken) = (new int?[problem.Mentees], new int[problem.Mentees], new int[problem.Mentors]);
        _row = new int[problem.Mentors];
        Excluded = problem.Exclusions.ToLookup(pair => pair.Mentee, pair => pair.Mentor);
    }

    /// <summary>Who was matched.</summary>
    public MatchingProblem Problem { get; }

    /// <summary>The mentor of each mentee.</summary>
    public int?[] MentorOf { get; }

    /// <summary>The score of each mentee with the mentor.</summary>
    public int[] ScoreOf { get; }

    /// <summary>How many mentees each mentor got.</summary>
    public int[] Taken { get; }

    ILookup<int, int> Excluded { get; }

    /// <summary>Takes over the pairs of an assignment.</summary>
    /// <returns>The first fault, or null if the assignment is allowed.</returns>
    public AssignmentFault? Fill(Assignment assignment, CancellationToken ct)
    {
        foreach (var pair in assignment.Pairs)
            if (Place(pair) is { } fault)
                return fault;

        var value = 0L;
        for (var mentee = 0; mentee < MentorOf.Length; mentee++)
            if (MentorOf[mentee] is { } mentor)
            {
                ct.ThrowIfCancellationRequested();
                ScoreOf[mentee] = ReadRow(mentee)[mentor];
                if (ScoreOf[mentee] < 0)
                    return new(FaultKind.NoScore, $"Mentee {mentee} and mentor {mentor} have no score, but are a pair.");
                value += ScoreOf[mentee];
            }

        return value == assignment.Value
            ? null
            : new(FaultKind.WrongValue, $"The value is said to be {assignment.Value}, but the scores add up to {value}.");
    }

    /// <summary>Reads the scores of a mentee, negative for pairs that must not be. The next call overwrites them.</summary>
    public ReadOnlySpan<int> ReadRow(int mentee)
    {
        Array.Fill(_row, -1);
        Problem.Scores(mentee, _row);
        foreach (var mentor in Excluded[mentee])
            _row[mentor] = -1;

        return _row;
    }

    AssignmentFault? Place(Pair pair)
    {
        var (mentee, mentor) = pair;
        if (mentee < 0 || mentee >= MentorOf.Length)
            return new(FaultKind.UnknownMentee, $"Mentee {mentee} is not in the problem, which has {MentorOf.Length}.");
        if (mentor < 0 || mentor >= Taken.Length)
            return new(FaultKind.UnknownMentor, $"Mentor {mentor} is not in the problem, which has {Taken.Length}.");
        if (MentorOf[mentee] == mentor)
            return new(FaultKind.PairTwice, $"Mentee {mentee} and mentor {mentor} are listed twice.");
        if (MentorOf[mentee] is { } other)
            return new(FaultKind.MenteeTwice, $"Mentee {mentee} has two mentors, {other} and {mentor}.");
        if (Excluded[mentee].Contains(mentor))
            return new(FaultKind.Excluded, $"Mentee {mentee} and mentor {mentor} are excluded, but are a pair.");

        MentorOf[mentee] = mentor;
        return ++Taken[mentor] <= Problem.Capacities[mentor]
            ? null
            : new(FaultKind.OverCapacity, $"Mentor {mentor} takes {Problem.Capacities[mentor]}, but has at least {Taken[mentor]}.");
    }
}
