using Bits.Platform.Auth;

namespace Bits.Platform.Rpc;

/// <summary>What is wrong with one field of a request.</summary>
/// <param name="Field">Its name on the wire, such as <c>groupId</c> or <c>tags[2]</c>.</param>
/// <param name="Problem">What is wrong, and the remedy.</param>
public sealed record FieldProblem(string Field, string Problem);

/// <summary>Ends a call: nothing is written, and the caller learns why.</summary>
/// <param name="code">The kind of fault.</param>
/// <param name="reason">The machine's word for it, such as <c>slug_taken</c>; stable.</param>
/// <param name="message">For humans: what is wrong, and the remedy. Never holds what the caller may not know.</param>
/// <remarks>What it says is short, however long what the caller sent: at most <see cref="MaxFields"/> fields, each
/// once, and texts are cut.</remarks>
public sealed class FaultException(FaultCode code, string reason, string message)
    : Exception(FaultTexts.Short(message, MaxMessage))
{
    /// <summary>How many fields are named at most.</summary>
    public const int MaxFields = 20;

    const int MaxMessage = 2_000;

    /// <summary>The kind of fault.</summary>
    public FaultCode Code { get; } = code;

    /// <summary>The machine's word for it; stable.</summary>
    public string Reason { get; } = reason;

    /// <summary>The fields at fault; empty where it is not about a field.</summary>
    public IReadOnlyList<FieldProblem> Fields { get; private init; } = [];

    /// <summary>After how long it may be tried again; null where that is not known.</summary>
    public TimeSpan? RetryAfter { get; private init; }

    /// <summary>The sign-in that would help; null where none would.</summary>
    public SignInDemand? SignIn { get; private init; }

    /// <summary>Too much or too often.</summary>
    public static FaultException ResourceExhausted(string reason, string message, TimeSpan? retryAfter) =>
        new(FaultCode.ResourceExhausted, reason, message) { RetryAfter = retryAfter };

    /// <summary>The request is malformed.</summary>
    /// <param name="fields">The fields at fault, as many as there are.</param>
    public static FaultException InvalidArgument(IEnumerable<FieldProblem> fields)
    {
        var (named, more) = FaultTexts.Named(fields, MaxFields);
        var message = string.Join(" ", named.Select(f => $"{f.Field}: {f.Problem}"));

        return new(
            FaultCode.InvalidArgument, "invalid_argument",
            more == 0 ? message : FaultTexts.WithMore(message, more, MaxMessage))
        {
            Fields = named,
        };
    }

    /// <inheritdoc cref="InvalidArgument(IEnumerable{FieldProblem})"/>
    public static FaultException InvalidArgument(string field, string problem) =>
        InvalidArgument([new FieldProblem(field, problem)]);

    /// <summary>The caller is not authenticated.</summary>
    public static FaultException Unauthenticated(string message) =>
        new(FaultCode.Unauthenticated, "unauthenticated", message);

    /// <summary>It is known who is calling, but the sign-in is not recent or not strong enough.</summary>
    public static FaultException SignInAgain(string message, SignInDemand demand) =>
        new(FaultCode.Unauthenticated, "sign_in_again", message) { SignIn = demand };

    /// <summary>The caller may not.</summary>
    public static FaultException PermissionDenied(string reason, string message) =>
        new(FaultCode.PermissionDenied, reason, message);

    /// <summary>It is not there, or not the caller's to know.</summary>
    public static FaultException NotFound(string reason, string message) => new(FaultCode.NotFound, reason, message);

    /// <summary>There is one already.</summary>
    public static FaultException AlreadyExists(string reason, string message) =>
        new(FaultCode.AlreadyExists, reason, message);

    /// <summary>Not in this state of things.</summary>
    public static FaultException FailedPrecondition(string reason, string message) =>
        new(FaultCode.FailedPrecondition, reason, message);
}
