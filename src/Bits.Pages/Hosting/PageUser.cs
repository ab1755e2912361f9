using Bits.Platform.Audit;
using Bits.Platform.Auth;

namespace Bits.Pages.Hosting;

/// <summary>The user of a page. The table of capabilities decides what the page shows; the pipeline checks again for
/// each action.</summary>
public sealed record PageUser(Caller Caller, Identity Identity, RequestOrigin Origin)
{
    /// <summary>Returns whether the user has a capability without a scope.</summary>
    public bool May(string capability) =>
        (Caller.OnlyCapabilities is not { } only || only.Contains(capability))
        && Capabilities.Get(capability).Decide(Caller.PlatformRole, visibility: null, member: null).Allowed;
}
