namespace Bits.Jobs;

/// <summary>A workflow cannot be: names that are unknown or there twice, steps that wait for themselves, options out of range.
/// Nothing was enqueued.</summary>
/// <param name="field">Where: a path such as <c>steps[3].after[0]</c>.</param>
/// <param name="what">What is wrong there.</param>
public sealed class InvalidWorkflowException(string field, string what) : ArgumentException($"{field}: {what}")
{
    /// <summary>Where: a path such as <c>steps[3].after[0]</c>.</summary>
    public string Field { get; } = field;
}
