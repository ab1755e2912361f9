using System.Diagnostics;
using Bits.Platform.Rpc;
using Microsoft.AspNetCore.Diagnostics;
using Npgsql;

namespace Bits.Backend.Http;

/// <summary>Faults as HTTP says them: problem documents (RFC 9457) with a stable reason and the fields at fault.</summary>
static class HttpFaults
{
    /// <summary>The status of a fault; the mapping of google.rpc.Code.</summary>
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

    /// <summary>The problem document of a fault.</summary>
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

    /// <summary>What an exception that is no fault tells the caller: nothing but where to ask.</summary>
    public static FaultException ForCaller(Exception e) => e switch
    {
        BadHttpRequestException => FaultException.InvalidArgument("request", "cannot be read; see /openapi/v1.json."),
        // The driver alone speaks where there was no answer: a lost connection, no primary during a fail-over.
        NpgsqlException and not (PostgresException { IsTransient: false } or NpgsqlOperationInProgressException)
            or TimeoutException => new(
            FaultCode.Unavailable, "unavailable", "The platform cannot answer at the moment; try again."),
        _ => new(
            FaultCode.Internal, "internal",
            $"Something went wrong on our side; the trace id is {Activity.Current?.TraceId.ToHexString() ?? "unknown"}."),
    };

    /// <summary>Says what to do where the address or its use is wrong before any call is reached, as a fault of a call
    /// does.
    /// </summary>
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
            "address_not_found", "There is nothing at this address; the calls are listed at /openapi/v1.json."),
        StatusCodes.Status405MethodNotAllowed => new(
            FaultCode.InvalidArgument, "method_not_allowed",
            "Reads are made with GET, writes with POST; see /openapi/v1.json."),
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
        FaultCode.InvalidArgument => "The request is malformed.",
        FaultCode.Unauthenticated => "Nobody knows who is calling.",
        FaultCode.PermissionDenied => "This is not allowed.",
        FaultCode.NotFound => "It is not there.",
        FaultCode.AlreadyExists => "There is one already.",
        FaultCode.Aborted => "Something changed meanwhile.",
        FaultCode.FailedPrecondition => "Not in this state of things.",
        FaultCode.ResourceExhausted => "Too much or too often.",
        FaultCode.Unavailable => "Not available at the moment.",
        FaultCode.DeadlineExceeded => "It took too long.",
        FaultCode.Internal => "An error on our side.",
    };
}

/// <summary>Answers every exception with a problem document and never with its text.</summary>
sealed partial class UnexpectedExceptionHandler(ILogger<UnexpectedExceptionHandler> log) : IExceptionHandler
{
    public async ValueTask<bool> TryHandleAsync(HttpContext http, Exception exception, CancellationToken ct)
    {
        if (exception is OperationCanceledException && http.RequestAborted.IsCancellationRequested)
            return true; // nobody is listening any more

        if (exception is not BadHttpRequestException)
            Unexpected(exception, http.Request.Method, http.Request.Path);
        await HttpFaults.ForCaller(exception).ToProblem((exception as BadHttpRequestException)?.StatusCode).ExecuteAsync(http);
        return true;
    }

    [LoggerMessage(1, LogLevel.Error, "{Method} {Path} failed.")]
    partial void Unexpected(Exception e, string method, string path);
}
