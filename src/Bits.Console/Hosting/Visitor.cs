using Bits.Platform.Accounts;
using Bits.Platform.Audit;
using Bits.Platform.Auth;

namespace Bits.Console.Hosting;

/// <summary>Who looks at a page. What they may is decided by the table of capabilities, here to show it, and again by the
/// pipeline when they do it.</summary>
public sealed record Visitor(Caller Caller, Identity Identity, RequestOrigin Origin)
{
    static readonly Dictionary<string, CapabilityRule> Rules = Capabilities.Table.ToDictionary(rule => rule.Name);

    /// <summary>Their role in the console, as a word.</summary>
    public string Role => Caller.PlatformRole switch
    {
        PlatformRole.Admin => "admin",
        PlatformRole.Operator => "operator",
        PlatformRole.Viewer => "viewer",
        null => "none",
    };

    /// <summary>Whether they see what a handler or its exception said: it may hold what the payload holds. Others see
    /// the type of a failure and its signature.</summary>
    public bool SeesTexts => May(Capabilities.JobsOperate);

    /// <summary>Whether they have a capability that is about no scope.</summary>
    public bool May(string capability) =>
        (Caller.OnlyCapabilities is not { } only || only.Contains(capability))
        && Rules[capability].Decide(Caller.PlatformRole, visibility: null, member: null).Allowed;
}
