using Bits.Pages.Parts;

namespace Bits.Console.Parts;

/// <summary>Formats the number of matching jobs.</summary>
static class MatchingJobs
{
    /// <summary>Formats it, such as <c>12,400 or more jobs</c>.</summary>
    public static string Text(long jobs, bool isMore) =>
        jobs == 1 ? "1 job" : $"{Words.Number(jobs)}{(isMore ? " or more" : "")} jobs";
}
