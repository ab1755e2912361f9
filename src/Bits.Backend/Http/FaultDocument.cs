using Bits.Platform.Rpc;

namespace Bits.Backend.Http;

/// <summary>A problem document (RFC 9457), the body of every failed call.</summary>
/// <param name="Type">The kind of fault, as a URN; stable.</param>
/// <param name="Title">The meaning of the status.</param>
/// <param name="Status">The HTTP status.</param>
/// <param name="Detail">What is wrong and how to fix it.</param>
/// <param name="Reason">The reason for programs, such as slug_taken; stable.</param>
/// <param name="Errors">The wrong fields; null when no field is wrong.</param>
/// <param name="TraceId">The id of the call's trace in the platform's logs.</param>
sealed record FaultDocument(
    string Type, string Title, int Status, string Detail, string Reason, IReadOnlyList<FieldProblem>? Errors, string TraceId);
