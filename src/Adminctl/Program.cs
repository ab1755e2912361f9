using System.CommandLine;
using System.CommandLine.Parsing;
using Adminctl;
using Bits.EmbeddedPostgres;
using Bits.Platform;
using Bits.Platform.Rpc;
using Npgsql;

var parsed = Commands.Create().Parse(args);
if (parsed.Errors.Count > 0 && parsed.CommandResult.Command.Subcommands.Count == 0)
    return Refuse(parsed);

try
{
    var exit = await parsed.InvokeAsync(new() { EnableDefaultExceptionHandler = false });
    return parsed.Errors.Count > 0 ? ExitCodes.Usage : exit;
}
catch (CommandException e)
{
    return Fail(e.Message);
}
catch (FaultException e)
{
    return Fail(e.Fields is [var field, ..] ? $"{field.Field}: {e.Message}" : e.Message);
}
catch (ArgumentException e) when (InvalidArguments.Find(e) is not null)
{
    return Fail(e.Message);
}
catch (PostgresUnavailableException e)
{
    return Fail(e.Message);
}
catch (NpgsqlException e)
{
    return Fail($"The database refused the command: {e.Message}");
}
catch (Exception e) when (SettingsException.Explain(e) is { } message)
{
    return Fail(message);
}
catch (OperationCanceledException)
{
    return Fail("Stopped.");
}

// After wrong usage, prints the error without the help.
static int Refuse(ParseResult parsed)
{
    foreach (var error in parsed.Errors)
        Console.Error.WriteLine(WrongLine.Words(error));

    Console.Error.WriteLine($"Help: {CommandLine(parsed.CommandResult)} --help");
    return ExitCodes.Usage;
}

static int Fail(string message)
{
    Console.Error.WriteLine(message);
    return ExitCodes.Failed;
}

static string CommandLine(CommandResult command) =>
    command.Parent is CommandResult parent
        ? $"{CommandLine(parent)} {command.Command.Name}"
        : "adminctl";
