using System.Globalization;
using Bits.Platform.Auth;
using Bits.Platform.Rpc;

namespace Bits.Backend.Http;

/// <summary>Reads the headers of a call.</summary>
static class RpcHeaders
{
    /// <summary>The header with the idempotency key of a write.</summary>
    public const string IdempotencyKey = "Idempotency-Key";

    /// <summary>The header of a dry run, which rolls the write back.</summary>
    public const string DryRun = "Dry-Run";

    /// <summary>The header of a write's answer with the token for later reads.</summary>
    public const string CommitToken = "Commit-Token";

    /// <summary>The header of a read with the <see cref="CommitToken"/> that it must include.</summary>
    public const string ReadAfter = "Read-After";

    /// <summary>The header with the caller's maximum wait, in seconds.</summary>
    public const string Timeout = "Request-Timeout";

    /// <summary>Reads the options of a call.</summary>
    /// <exception cref="FaultException">A header is malformed.</exception>
    public static RpcInvocation Read(HttpContext http, Identity identity) => new(identity, HttpOrigin.Of(http))
    {
        IdempotencyKey = Single(http, IdempotencyKey),
        DryRun = Single(http, DryRun) switch
        {
            null or "false" => false,
            "true" => true,
            _ => throw FaultException.InvalidArgument(DryRun, "must be true or false."),
        },
        ReadAfter = Single(http, ReadAfter) is { } token ? Platform.Rpc.CommitToken.Parse(ReadAfter, token) : null,
        MaxWait = Single(http, Timeout) is { } seconds ? Seconds(seconds) : null,
    };

    static string? Single(HttpContext http, string header) => http.Request.Headers[header] switch
    {
        [] => null,
        [var one] => one ?? "",
        _ => throw FaultException.InvalidArgument(header, "must be sent once."),
    };

    static TimeSpan Seconds(string text) =>
        double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds)
        && seconds is > 0 and <= 3600
            ? TimeSpan.FromSeconds(seconds)
            : throw FaultException.InvalidArgument(Timeout, "must be a number of seconds above 0 and up to 3600, such as 2.5.");
}
