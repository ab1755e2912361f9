using System.Net.Http.Json;
using System.Text.Json;

namespace Bits.Client;

/// <summary>What is wrong with one field of a request.</summary>
/// <param name="Field">Its name.</param>
/// <param name="Problem">What is wrong, and the remedy.</param>
public sealed record FieldProblem(string Field, string Problem);

/// <summary>A call was refused: what the problem document says.</summary>
public sealed class BitsFaultException : Exception
{
    BitsFaultException(int status, Problem problem)
        : base(problem.Detail ?? problem.Title ?? $"The platform answered {status}.") =>
        (Status, Reason, Errors, TraceId) = (status, problem.Reason ?? "unknown", problem.Errors ?? [], problem.TraceId);

    /// <summary>The HTTP status.</summary>
    public int Status { get; }

    /// <summary>The machine's word for it, such as <c>slug_taken</c>; stable.</summary>
    public string Reason { get; }

    /// <summary>The fields at fault; empty where it is not about a field.</summary>
    public IReadOnlyList<FieldProblem> Errors { get; }

    /// <summary>Under which the platform's operators find the call.</summary>
    public string? TraceId { get; }

    internal static async Task<BitsFaultException> ReadAsync(HttpResponseMessage answer, CancellationToken ct)
    {
        try
        {
            return new((int)answer.StatusCode, await answer.Content.ReadFromJsonAsync<Problem>(ct).ConfigureAwait(false) ?? new());
        }
        catch (JsonException) // a proxy in between has answered
        {
            return new((int)answer.StatusCode, new());
        }
    }

    sealed record Problem(
        string? Title = null, string? Detail = null, string? Reason = null, IReadOnlyList<FieldProblem>? Errors = null, string? TraceId = null);
}
