using System.CommandLine;

namespace Adminctl;

/// <summary>All commands.</summary>
static class Commands
{
    public static RootCommand Create() => new(
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
}
