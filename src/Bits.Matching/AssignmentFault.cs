namespace Bits.Matching;

/// <summary>What is wrong with an assignment or its proof.</summary>
public enum FaultKind
{
    /// <summary>A pair names a mentee who is not in the problem.</summary>
    UnknownMentee,

    /// <summary>A pair names a mentor who is not in the problem.</summary>
    UnknownMentor,

    /// <summary>A pair is listed twice.</summary>
    PairTwice,

    /// <summary>A mentee has two mentors.</summary>
    MenteeTwice,

    /// <summary>A mentor has more mentees than the capacity says.</summary>
    OverCapacity,

    /// <summary>A pair is excluded.</summary>
    Excluded,

    /// <summary>A pair has no score.</summary>
    NoScore,

    /// <summary>The value is not the sum of the scores.</summary>
    WrongValue,

    /// <summary>There is not one price for each mentee and each mentor.</summary>
    WrongPriceCount,

    /// <summary>A price is below 0.</summary>
    NegativePrice,

    /// <summary>A pair that may be has a score above gain and price: it might add value.</summary>
    PriceTooLow,

    /// <summary>A pair of the assignment has a score below gain and price.</summary>
    PriceTooHigh,

    /// <summary>A mentee without a mentor has a gain.</summary>
    UnmatchedGain,

    /// <summary>A mentor with places left has a price.</summary>
    UnfilledPrice,

    /// <summary>A mentee and a mentor would both rather have each other than what they got.</summary>
    BlockingPair,
}

/// <summary>The first fault that <see cref="AssignmentVerifier"/> found.</summary>
/// <param name="Kind">What is wrong.</param>
/// <param name="Message">The same in words, with the indexes and numbers.</param>
public sealed record AssignmentFault(FaultKind Kind, string Message)
{
    /// <inheritdoc />
    public override string ToString() => Message;
}
