using System.CommandLine;
using Adminctl;
using Bits.EmbeddedPostgres;
using Npgsql;

var root = new RootCommand("The operators' command line of BITS Platform.")
{
    AccountsCommands.Create(),
    AuditCommands.Create(),
    DemoCommands.Create(),
    JobsCommands.Create(),
    MembershipCommands.Create(),
    MigrateCommand.Create(),
    TokenCommand.Create(),
};

var parsed = root.Parse(args);
try
{
    var exit = await parsed.InvokeAsync(new() { EnableDefaultExceptionHandler = false });
    return parsed.Errors.Count > 0 ? ExitCodes.Usage : exit;
}
catch (CommandException e)
{
    return Fail(e.Message);
}
catch (PostgresUnavailableException e)
{
    return Fail(e.Message);
}
catch (NpgsqlException e)
{
    return Fail($"The database did not do it: {e.Message}");
}
catch (OperationCanceledException)
{
    return Fail("Stopped.");
}

static int Fail(string message)
{
    Console.Error.WriteLine(message);
    return ExitCodes.Failed;
}
