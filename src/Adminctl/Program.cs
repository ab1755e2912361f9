using System.CommandLine;
using System.CommandLine.Parsing;
using Adminctl;
using Bits.EmbeddedPostgres;
using Bits.Platform;
using Npgsql;

var root = new RootCommand(
    "The operators' command line of BITS Platform. Exit codes: 0 done; 1 not done, the reason stands on standard error; "
    + "2 the command line is wrong; 3 done, but for some input that was rejected; 4 looked, and the answer is no.")
{
    AccountsCommands.Create(),
    AuditCommands.Create(),
    CallCommand.Create(),
    DemoCommands.Create(),
    ExplainCommand.Create(),
    JobsCommands.Create(),
    MembershipCommands.Create(),
    MigrateCommand.Create(),
    PrivacyCommands.Create(),
    SearchCommands.Create(),
    TokenCommand.Create(),
};

var parsed = root.Parse(args);
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
catch (PostgresUnavailableException e)
{
    return Fail(e.Message);
}
catch (NpgsqlException e)
{
    return Fail($"The database did not do it: {e.Message}");
}
catch (Exception e) when (SettingsException.Explain(e) is { } message)
{
    return Fail(message);
}
catch (OperationCanceledException)
{
    return Fail("Stopped.");
}

// A verb that is called wrongly: what is wrong, not all of its help.
static int Refuse(ParseResult parsed)
{
    foreach (var error in parsed.Errors)
        Console.Error.WriteLine(error.Message);

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
