using System.CommandLine;
using Adminctl.Accounts;
using Adminctl.Audit;
using Adminctl.Calls;
using Adminctl.Demo;
using Adminctl.Groups;
using Adminctl.Membership;
using Adminctl.Mentorship;
using Adminctl.Notifications;
using Adminctl.Operations;
using Adminctl.People;
using Adminctl.Recommending;
using Adminctl.Schema;
using Adminctl.Searching;

namespace Adminctl;

/// <summary>Lists all commands. The only list of this program: a new feature adds its folder and one line here.</summary>
static class Commands
{
    public static RootCommand Create() => new(
        "The operators' command line of BITS Platform. Exit codes: 0 done; 1 failed, see standard error; "
        + "2 wrong usage; 3 done except for rejected input; 4 checked, and the answer is no.")
    {
        AccountsCommands.Create(),
        AuditCommands.Create(),
        CallCommand.Create(),
        DemoCommands.Create(),
        ExplainCommand.Create(),
        GroupsCommands.Create(),
        JobsCommands.Create(),
        MembershipCommands.Create(),
        MentorshipCommands.Create(),
        MigrateCommand.Create(),
        NotificationsCommands.Create(),
        PrivacyCommands.Create(),
        RecommenderCommands.Create(),
        SearchCommands.Create(),
        TokenCommand.Create(),
    };
}
