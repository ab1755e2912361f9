using Bits.Pages.Hosting;
using Bits.Platform.Auth;

namespace Bits.Web.Hosting;

/// <summary>The site of the web app, and its files.</summary>
static class WebSite
{
    /// <summary>The address of the sign-in page.</summary>
    public const string SignIn = "/sign-in";

    public static readonly PageSite Site = new("web", "", Capabilities.AccountsSelf);

    public static readonly PageAssets Assets = new(typeof(WebSite).Assembly, "web.css");
}
