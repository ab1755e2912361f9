namespace Bits.Matching;

/// <summary>Who is to be matched: mentees, mentors with capacities, the scores of their pairs, and pairs that must not be.
/// </summary>
/// <remarks>Each mentee gets at most one mentor, each mentor at most as many mentees as the capacity says. Instances do not
/// change and may be used from several threads, if <see cref="Scores"/> may.</remarks>
public sealed class MatchingProblem
{
    readonly int[] _capacities;
    readonly int[]?[] _excluded;

    /// <summary>States a problem.</summary>
    /// <param name="mentees">How many mentees there are, at least 0.</param>
    /// <param name="capacities">How many mentees each mentor takes, at least 0 each. It is copied.</param>
    /// <param name="scores">The scores of each mentee, such as <see cref="ScoreMatrix.CopyRow"/>.</param>
    /// <exception cref="InvalidArgumentException">A number is negative.</exception>
    public MatchingProblem(int mentees, IReadOnlyList<int> capacities, ScoreRow scores)
    {
        ArgumentNullException.ThrowIfNull(capacities);
        ArgumentNullException.ThrowIfNull(scores);

        Mentees = Count.Check(nameof(mentees), mentees);
        _capacities = [.. capacities];
        for (var mentor = 0; mentor < _capacities.Length; mentor++)
            Count.Check($"capacities[{mentor}]", _capacities[mentor]);
        Scores = scores;
        _excluded = new int[mentees][];
    }

    /// <summary>How many mentees there are.</summary>
    public int Mentees { get; }

    /// <summary>How many mentors there are.</summary>
    public int Mentors => _capacities.Length;

    /// <summary>How many mentees each mentor takes.</summary>
    public IReadOnlyList<int> Capacities => _capacities;

    /// <summary>The scores, before exclusions.</summary>
    public ScoreRow Scores { get; }

    /// <summary>Pairs that must not be, whatever their score. Default: no pair.</summary>
    /// <exception cref="InvalidArgumentException">An index is unknown, or a pair is listed twice.</exception>
    public IReadOnlyList<Pair> Exclusions
    {
        get;
        init
        {
            ArgumentNullException.ThrowIfNull(value);
            Pair[] pairs = [.. value];
            Exclude(pairs);
            field = pairs;
        }
    } = [];

    /// <summary>The mentors that each mentee prefers to all others, best first: a list for each mentee, or no list at all.
    /// Default: no list. Only <see cref="Stable"/> reads them.</summary>
    /// <remarks>The other mentors follow by score. A preferred mentor without a score, or excluded, is passed over.</remarks>
    /// <exception cref="InvalidArgumentException">The number of lists is wrong, or a list has an unknown or a repeated mentor.
    /// </exception>
    public IReadOnlyList<IReadOnlyList<int>> Preferences
    {
        get;
        init
        {
            ArgumentNullException.ThrowIfNull(value);
            if (value.Count != 0 && value.Count != Mentees)
                throw new InvalidArgumentException(
                    nameof(Preferences), $"has {value.Count} lists. Give {Mentees}, one for each mentee, or no list.");
            field = [.. value.Select(IReadOnlyList<int> (list, mentee) => CheckPreferences(mentee, [.. list]))];
        }
    } = [];

    /// <summary>Decides ties: draws an order of the mentees and one of the mentors. Default 0.</summary>
    public long Seed { get; init; }

    /// <summary>Reads the scores of a mentee into <paramref name="row"/>; excluded pairs have <see cref="Score.None"/>.
    /// </summary>
    internal void ReadRow(int mentee, Span<int> row)
    {
        row.Fill(Score.None);
        Scores(mentee, row);

        var wrong = row.IndexOfAnyExceptInRange(Score.None, Score.Max);
        if (wrong >= 0)
            throw new InvalidArgumentException(
                $"scores[{mentee}][{wrong}]",
                $"is {row[wrong]}. Write a score from 0 to {Score.Max}, or Score.None ({Score.None}) for a pair that must not be.");

        foreach (var mentor in _excluded[mentee] ?? [])
            row[mentor] = Score.None;
    }

    void Exclude(Pair[] pairs)
    {
        var seen = new HashSet<Pair>();
        for (var i = 0; i < pairs.Length; i++)
        {
            Count.CheckIndex($"{nameof(Exclusions)}[{i}].Mentee", pairs[i].Mentee, Mentees);
            Count.CheckIndex($"{nameof(Exclusions)}[{i}].Mentor", pairs[i].Mentor, Mentors);
            if (!seen.Add(pairs[i]))
                throw new InvalidArgumentException(
                    $"{nameof(Exclusions)}[{i}]", $"repeats mentee {pairs[i].Mentee} with mentor {pairs[i].Mentor}. List a pair once.");
        }

        foreach (var mentors in pairs.GroupBy(pair => pair.Mentee, pair => pair.Mentor))
            _excluded[mentors.Key] = [.. mentors];
    }

    int[] CheckPreferences(int mentee, int[] list)
    {
        var seen = new HashSet<int>();
        for (var rank = 0; rank < list.Length; rank++)
        {
            Count.CheckIndex($"{nameof(Preferences)}[{mentee}][{rank}]", list[rank], Mentors);
            if (!seen.Add(list[rank]))
                throw new InvalidArgumentException(
                    $"{nameof(Preferences)}[{mentee}][{rank}]", $"repeats mentor {list[rank]}. List a mentor once.");
        }

        return list;
    }
}
