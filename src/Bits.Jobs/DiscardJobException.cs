namespace Bits.Jobs;

/// <summary>Thrown by a handler that knows that no attempt can do the job: it ends dead at once.</summary>
/// <param name="reason">Why, for the operator.</param>
public sealed class DiscardJobException(string reason) : Exception(reason);
