using Bits.Pages.Hosting;
using Bits.Platform.Accounts;
using Bits.Platform.Auth;

namespace Bits.Console.Hosting;

/// <summary>What the console shows of its user, and to them.</summary>
public static class ConsoleUserRights
{
    extension(PageUser user)
    {
        /// <summary>Gets the role in the console, as a word.</summary>
        public string Role => user.Caller.PlatformRole switch
        {
            PlatformRole.Admin => "admin",
            PlatformRole.Operator => "operator",
            PlatformRole.Viewer => "viewer",
            null => "none",
        };

        /// <summary>Gets whether the user sees texts of handlers and exceptions, which may contain the payload. Others see
        /// the type of a failure and its signature.</summary>
        public bool SeesTexts => user.May(Capabilities.JobsOperate);
    }
}
