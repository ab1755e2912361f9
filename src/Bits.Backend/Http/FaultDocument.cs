using Bits.Platform.Rpc;

namespace Bits.Backend.Http;

/// <summary>How every call that was not answered ends: a problem document (RFC 9457).</summary>
/// <param name="Type">The kind of fault, as a URN; stable.</param>
/// <param name="Title">What the status means.</param>
/// <param name="Status">The HTTP status.</param>
/// <param name="Detail">What is wrong and how to mend it.</param>
/// <param name="Reason">The machine's word for it, such as slug_taken; stable.</param>
/// <param name="Errors">The fields at fault; null where it is not about a field.</param>
/// <param name="TraceId">Under which the call is found in our logs.</param>
sealed record FaultDocument(
    string Type, string Title, int Status, string Detail, string Reason, IReadOnlyList<FieldProblem>? Errors, string TraceId);
