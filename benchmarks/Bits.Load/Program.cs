using Bits.EmbeddedPostgres;
using Bits.Load;
using Npgsql;

var parsed = LoadCommand.Create().Parse(args);
try
{
    // After Ctrl-C there are a server to stop and a folder to delete.
    var exit = await parsed.InvokeAsync(new()
    {
        EnableDefaultExceptionHandler = false,
        ProcessTerminationTimeout = TimeSpan.FromMinutes(1),
    });
    return parsed.Errors.Count > 0 ? ExitCodes.Usage : exit;
}
catch (UsageException e)
{
    return Fail(ExitCodes.Usage, e.Message);
}
catch (PostgresUnavailableException e)
{
    return Fail(ExitCodes.Failed, e.Message);
}
catch (NpgsqlException e)
{
    return Fail(ExitCodes.Failed, $"The database did not do it: {e.Message}");
}
catch (OperationCanceledException)
{
    return Fail(ExitCodes.Failed, "Stopped.");
}

static int Fail(int code, string message)
{
    Console.Error.WriteLine(message);
    return code;
}
