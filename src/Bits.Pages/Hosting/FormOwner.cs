using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Http;

namespace Bits.Pages.Hosting;

/// <summary>Binds the token of a form to the user whose page it is on: another user who signs in at the same browser
/// cannot send it. A later session of the same user can.</summary>
sealed class FormOwner : IAntiforgeryAdditionalDataProvider
{
    /// <inheritdoc />
    public string GetAdditionalData(HttpContext context) => $"{context.Features.Get<PageUser>()?.Caller.UserId}";

    /// <inheritdoc />
    public bool ValidateAdditionalData(HttpContext context, string additionalData) =>
        additionalData.Length > 0 && additionalData == GetAdditionalData(context);
}
