using Bits.Pages.Hosting;
using Bits.Web.Hosting;

namespace Bits.Web.Features.Account;

/// <summary>The settings of the member.</summary>
sealed class AccountWeb : IWebFeature
{
    /// <inheritdoc />
    public IReadOnlyList<PageScreen> Screens { get; } = [WebScreen.Of<SettingsScreen>("/settings")];
}
