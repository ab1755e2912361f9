using Bits.Platform.Rpc;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Bits.Web.Hosting;

/// <summary>Reads the parts of a page that it is of use without: one that fails is left out and logged.</summary>
sealed partial class SideParts(ILogger<SideParts> log)
{
    /// <summary>Reads a part.</summary>
    /// <param name="name">The name of the part, for the log.</param>
    /// <param name="read">Reads it.</param>
    /// <returns>The part; null to leave it out.</returns>
    public async Task<T?> TryAsync<T>(string name, Func<Task<T?>> read) where T : class
    {
        try
        {
            return await read();
        }
        catch (Exception e) when (e is FaultException { Code: not FaultCode.Unauthenticated } or NpgsqlException)
        {
            LeftOut(e, name);
            return null;
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "Left {Part} out of a page.")]
    partial void LeftOut(Exception e, string part);
}
