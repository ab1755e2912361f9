using System.Text.Json;
using Bits.Pages.Hosting;
using Bits.Platform.Rpc;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;

namespace Bits.Web.Hosting;

/// <summary>The forms of the web app.</summary>
sealed class WebActions(WebPage page) : PageActions(page)
{
    /// <summary>The field with the address that shows the form again after a fault, with what was typed.</summary>
    public const string Again = "_again";

    const int MaxKept = 1_200;

    /// <summary>Fills the address with texts of the answer: <c>/groups/{groupId}</c> leads to the new group.</summary>
    protected override string Finish(string next, JsonElement answer)
    {
        foreach (var field in answer.EnumerateObject().Where(field => field.Value.ValueKind == JsonValueKind.String))
            next = next.Replace($"{{{field.Name}}}", Uri.EscapeDataString(field.Value.GetString()!), StringComparison.Ordinal);

        return next;
    }

    protected override string Failed(HttpContext http, IFormCollection form, FaultException fault)
    {
        var next = form[Again].ToString() is { Length: > 0 } again ? again : form[Next].ToString();
        if (fault.SignIn is not null)
            return page.SignInAgain(http, next);

        return form.ContainsKey(Again) ? QueryHelpers.AddQueryString(next, Typed(form)) : next;
    }

    // What fits an address; a longer text is typed again.
    static IEnumerable<KeyValuePair<string, string?>> Typed(IFormCollection form) => form
        .Where(field => field.Key is not ['_', ..] && field.Value.ToString() is { Length: > 0 and <= MaxKept })
        .Select(field => new KeyValuePair<string, string?>(field.Key, field.Value.ToString()));
}
