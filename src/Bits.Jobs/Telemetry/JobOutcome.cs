namespace Bits.Jobs;

/// <summary>How an attempt ended, as metrics and spans name it.</summary>
enum JobOutcome
{
    Succeeded,
    Failed,
    Dead,
    Snoozed,
    Released,
    Lost,
}
