using System.Text;

namespace Bits.Jobs;

/// <summary>An update of an attempt's progress, log and result.</summary>
/// <param name="Percent">The progress; null if unchanged.</param>
/// <param name="Note">A short note.</param>
/// <param name="Ages">The age of each line.</param>
/// <param name="Lines">Lines of the log.</param>
/// <param name="Result">The result as JSON; null if unchanged.</param>
sealed record ProgressUpdate(short? Percent, string? Note, TimeSpan[] Ages, string[] Lines, string? Result);

/// <summary>Checks results before they are stored.</summary>
static class JobResult
{
    const int MaxBytes = 64 * 1024;

    public static string Checked(byte[] result)
    {
        if (result.Length > MaxBytes)
            throw new InvalidArgumentException(nameof(result), $"has {result.Length} bytes, more than {MaxBytes}. Store large data elsewhere.");
        if (JobPayload.Problem(result) is { } problem)
            throw new InvalidArgumentException(nameof(result), $"{problem}, which Postgres cannot store. Remove it.");

        return Encoding.UTF8.GetString(result);
    }
}
