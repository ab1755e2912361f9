namespace Bits.Jobs;

/// <summary>Ends the job dead at once. A handler throws it when no further attempt can succeed.</summary>
/// <param name="reason">The reason, for operators.</param>
public sealed class DiscardJobException(string reason) : Exception(reason);
