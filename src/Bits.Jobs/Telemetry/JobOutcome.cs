namespace Bits.Jobs;

/// <summary>How an attempt ended, as metrics and spans say it.</summary>
enum JobOutcome
{
    Succeeded,
    Failed,
    Dead,
    Snoozed,
    Released,
    Lost,
}

static class JobOutcomeText
{
    public static string ToText(this JobOutcome outcome) => outcome switch
    {
        JobOutcome.Succeeded => "succeeded",
        JobOutcome.Failed => "failed",
        JobOutcome.Dead => "dead",
        JobOutcome.Snoozed => "snoozed",
        JobOutcome.Released => "released",
        JobOutcome.Lost => "lost",
    };
}
