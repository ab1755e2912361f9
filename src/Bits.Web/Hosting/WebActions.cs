using System.Text.Json;
using Bits.Pages.Hosting;
using Bits.Platform.Rpc;
using Microsoft.AspNetCore.Http;

namespace Bits.Web.Hosting;

/// <summary>The forms of the web app.</summary>
sealed class WebActions(WebPage page) : PageActions(page)
{
    /// <summary>Fills the address with texts of the answer: <c>/groups/{groupId}</c> leads to the new group.</summary>
    protected override string Finish(string next, JsonElement answer)
    {
        foreach (var field in answer.EnumerateObject().Where(field => field.Value.ValueKind == JsonValueKind.String))
            next = next.Replace($"{{{field.Name}}}", Uri.EscapeDataString(field.Value.GetString()!), StringComparison.Ordinal);

        return next;
    }

    // A form with texts is shown again with them; that of a button leads to its page, or first to the sign-in.
    protected override async Task<IResult> FailedAsync(
        HttpContext http, PageUser user, IFormCollection form, FaultException fault, CancellationToken ct)
    {
        if (await page.KeepAsync(http, fault, ct) is { } kept)
            return kept;
        if (fault.SignIn is null)
            return await base.FailedAsync(http, user, form, fault, ct);

        Leave(http, user, new(false, fault.Message));
        return HtmxRequest.Load(http, page.SignInAgain(http, page.Site.Local(http.Request.PathBase, form[Next])));
    }
}
