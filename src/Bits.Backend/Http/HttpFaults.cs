using System.Diagnostics;
using Bits.Platform.Rpc;
using Microsoft.AspNetCore.Diagnostics;
using Npgsql;

namespace Bits.Backend.Http;

/// <summary>Writes faults as problem documents (RFC 9457) with a stable reason and the wrong fields.</summary>
static class HttpFaults
{
    /// <summary>Returns the status of a fault, by the mapping of google.rpc.Code.</summary>
    public static int Status(this FaultCode code) => code switch
    {
        FaultCode.InvalidArgument or FaultCode.FailedPrecondition => StatusCodes.Status400BadRequest,
        FaultCode.Unauthenticated => StatusCodes.Status401Unauthorized,
        FaultCode.PermissionDenied => StatusCodes.Status403Forbidden,
        FaultCode.NotFound => StatusCodes.Status404NotFound,
        FaultCode.AlreadyExists or FaultCode.Aborted => StatusCodes.Status409Conflict,
        FaultCode.ResourceExhausted => StatusCodes.Status429TooManyRequests,
        FaultCode.Unavailable => StatusCodes.Status503ServiceUnavailable,
        FaultCode.DeadlineExceeded => StatusCodes.Status504GatewayTimeout,
        FaultCode.Internal => StatusCodes.Status500InternalServerError,
    };

    /// <summary>Returns the problem document of a fault.</summary>
    public static IResult ToProblem(this FaultException fault, int? status = null) => Results.Problem(
        type: $"urn:bits:fault:{fault.Reason}",
        title: Title(fault.Code),
        statusCode: status ?? fault.Code.Status(),
        detail: fault.Message,
        extensions: new Dictionary<string, object?>
        {
            ["reason"] = fault.Reason,
            ["errors"] = fault.Fields.Count > 0 ? fault.Fields : null,
        });

    /// <summary>Converts any other exception to a fault that reveals only the trace id.</summary>
    public static FaultException ForCaller(Exception e) => e switch
    {
        BadHttpRequestException => FaultException.InvalidArgument("request", "cannot be read; see /openapi/v1.json."),
        // The driver throws these without an answer: a lost connection, no primary during a fail-over.
        NpgsqlException and not (PostgresException { IsTransient: false } or NpgsqlOperationInProgressException)
            or TimeoutException => new(
            FaultCode.Unavailable, "unavailable", "The platform cannot answer at the moment. Try again."),
        _ => new(
            FaultCode.Internal, "internal",
            $"An internal error occurred. Report it with the trace id {Activity.Current?.TraceId.ToHexString() ?? "unknown"}."),
    };

    /// <summary>Answers a wrong address or method with a problem document and a remedy.</summary>
    public static void Explain(ProblemDetailsContext context)
    {
        if (context.ProblemDetails.Extensions.ContainsKey("reason")
            || OfRouting(context.ProblemDetails.Status) is not { } fault)
            return;

        context.ProblemDetails.Type = $"urn:bits:fault:{fault.Reason}";
        context.ProblemDetails.Title = Title(fault.Code);
        context.ProblemDetails.Detail ??= fault.Message;
        context.ProblemDetails.Extensions["reason"] = fault.Reason;
    }

    static FaultException? OfRouting(int? status) => status switch
    {
        StatusCodes.Status404NotFound => FaultException.NotFound(
            "address_not_found", "There is nothing at this address. See /openapi/v1.json for the calls."),
        StatusCodes.Status405MethodNotAllowed => new(
            FaultCode.InvalidArgument, "method_not_allowed",
            "Use GET for reads and POST for writes; see /openapi/v1.json."),
        StatusCodes.Status415UnsupportedMediaType => new(
            FaultCode.InvalidArgument, "media_type_not_supported", "Content-Type: must be application/json."),
        StatusCodes.Status406NotAcceptable => new(
            FaultCode.InvalidArgument, "not_acceptable", "Answers are application/json; see /openapi/v1.json."),
        StatusCodes.Status400BadRequest => new(
            FaultCode.InvalidArgument, "request_not_readable", "The request cannot be read; see /openapi/v1.json."),
        _ => null,
    };

    static string Title(FaultCode code) => code switch
    {
        FaultCode.InvalidArgument => "Invalid request.",
        FaultCode.Unauthenticated => "Authentication required.",
        FaultCode.PermissionDenied => "Not allowed.",
        FaultCode.NotFound => "Not found, or hidden from the caller.",
        FaultCode.AlreadyExists => "Already exists.",
        FaultCode.Aborted => "Conflicts with a concurrent change.",
        FaultCode.FailedPrecondition => "The operation is not valid in the current state.",
        FaultCode.ResourceExhausted => "Rate or size limit exceeded.",
        FaultCode.Unavailable => "Temporarily unavailable.",
        FaultCode.DeadlineExceeded => "Timed out.",
        FaultCode.Internal => "Internal error.",
    };
}

/// <summary>Answers every exception with a problem document that never contains its text.</summary>
sealed partial class UnexpectedExceptionHandler(ILogger<UnexpectedExceptionHandler> log) : IExceptionHandler
{
    public async ValueTask<bool> TryHandleAsync(HttpContext http, Exception exception, CancellationToken ct)
    {
        if (exception is OperationCanceledException && http.RequestAborted.IsCancellationRequested)
            return true; // the client disconnected

        if (exception is not BadHttpRequestException)
            Unexpected(exception, http.Request.Method, http.Request.Path);
        await HttpFaults.ForCaller(exception).ToProblem((exception as BadHttpRequestException)?.StatusCode).ExecuteAsync(http);
        return true;
    }

    [LoggerMessage(1, LogLevel.Error, "{Method} {Path} failed.")]
    partial void Unexpected(Exception e, string method, string path);
}
