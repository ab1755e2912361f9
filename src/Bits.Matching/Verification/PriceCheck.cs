namespace Bits.Matching.Verification;

/// <summary>Checks dual feasibility and complementary slackness, which together prove an optimum.</summary>
static class PriceCheck
{
    /// <summary>Returns the first fault, or null if the prices prove that no assignment is worth more.</summary>
    public static AssignmentFault? Find(Placement placement, DualPrices prices, CancellationToken ct)
    {
        int[] gains = [.. prices.Gains], costs = [.. prices.Prices];
        if (FindWrongList(placement, gains, costs) is { } wrong)
            return wrong;

        for (var mentee = 0; mentee < gains.Length; mentee++)
        {
            ct.ThrowIfCancellationRequested();
            if (CheckMatch(placement, mentee, gains[mentee], costs) is { } fault)
                return fault;

            var row = placement.ReadRow(mentee);
            for (var mentor = 0; mentor < row.Length; mentor++)
                if ((long)gains[mentee] + costs[mentor] < row[mentor])
                    return new(
                        FaultKind.PriceTooLow,
                        $"Mentee {mentee} and mentor {mentor} score {row[mentor]}, over gain {gains[mentee]} and price {costs[mentor]}.");
        }

        return null;
    }

    static AssignmentFault? FindWrongList(Placement placement, int[] gains, int[] costs)
    {
        if (gains.Length != placement.MentorOf.Length)
            return new(FaultKind.WrongPriceCount, $"There are {gains.Length} gains for {placement.MentorOf.Length} mentees.");
        if (costs.Length != placement.Taken.Length)
            return new(FaultKind.WrongPriceCount, $"There are {costs.Length} prices for {placement.Taken.Length} mentors.");
        if (Array.FindIndex(gains, gain => gain < 0) is >= 0 and var mentee)
            return new(FaultKind.NegativePrice, $"The gain of mentee {mentee} is {gains[mentee]}, below 0.");
        if (Array.FindIndex(costs, cost => cost < 0) is >= 0 and var mentor)
            return new(FaultKind.NegativePrice, $"The price of mentor {mentor} is {costs[mentor]}, below 0.");

        for (var open = 0; open < costs.Length; open++)
            if (costs[open] > 0 && placement.Taken[open] < placement.Problem.Capacities[open])
                return new(FaultKind.UnfilledPrice, $"Mentor {open} has places left, but the price is {costs[open]}, not 0.");

        return null;
    }

    static AssignmentFault? CheckMatch(Placement placement, int mentee, int gain, int[] costs)
    {
        if (placement.MentorOf[mentee] is not { } mentor)
            return gain == 0 ? null : new(FaultKind.UnmatchedGain, $"Mentee {mentee} has no mentor, but the gain is {gain}, not 0.");

        return (long)gain + costs[mentor] <= placement.ScoreOf[mentee]
            ? null
            : new(
                FaultKind.PriceTooHigh,
                $"Mentee {mentee} and mentor {mentor} score {placement.ScoreOf[mentee]}, below gain {gain} and price {costs[mentor]}.");
    }
}
