using System.Text;

namespace Bits.Jobs;

/// <summary>What an attempt says at one time.</summary>
/// <param name="Percent">How far it is; null where it says nothing new.</param>
/// <param name="Note">In a few words.</param>
/// <param name="Ages">How long ago each line was said.</param>
/// <param name="Lines">Lines of the log.</param>
/// <param name="Result">What came out, as JSON; null where it says nothing new.</param>
sealed record JobWords(short? Percent, string? Note, TimeSpan[] Ages, string[] Lines, string? Result);

/// <summary>What can be kept as a result.</summary>
static class JobResult
{
    const int MaxBytes = 64 * 1024;

    public static string Checked(byte[] result)
    {
        if (result.Length > MaxBytes)
            throw new ArgumentException($"result: has {result.Length} bytes; keep it within {MaxBytes}, and large things elsewhere.", nameof(result));
        if (JobPayload.Problem(result) is { } problem)
            throw new ArgumentException($"result: {problem}, which Postgres cannot keep; remove it.", nameof(result));

        return Encoding.UTF8.GetString(result);
    }
}
