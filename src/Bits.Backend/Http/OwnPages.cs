using Bits.Pages.Hosting;
using Bits.Platform.Rpc;

namespace Bits.Backend.Http;

/// <summary>Restricts the forms of signed-out users to pages of this site: without a session, no token protects them.</summary>
static class OwnPages
{
    /// <summary>Returns the refusal of a request from a page of another site; null for one of this site.</summary>
    public static IResult? Foreign(HttpContext http) =>
        FormOrigin.IsOwn(http.Request)
            ? null
            : RpcEndpoints.Refuse(http, FaultException.PermissionDenied("foreign_page", "Only the sign-in page may do this."));

    /// <summary>Returns the refusal of a form from a page of another site, or of a body that is no form; null for a good
    /// one.</summary>
    public static IResult? Refusal(HttpContext http) => Foreign(http) is { } refusal ? refusal
        : http.Request.HasFormContentType ? null
        : RpcEndpoints.Refuse(http, FaultException.InvalidArgument("body", "is not a form; send one."));

    /// <summary>Reads a form of this site, within the limits of forms.</summary>
    /// <returns>The form, or the refusal.</returns>
    public static async Task<(IFormCollection Form, IResult? Refusal)> ReadAsync(HttpContext http, CancellationToken ct)
    {
        if (Refusal(http) is { } refusal)
            return (FormCollection.Empty, refusal);

        var (form, problem) = await PageForms.ReadAsync(http, ct);
        return form is null
            ? (FormCollection.Empty, FaultException.InvalidArgument("body", problem!.Text).ToProblem(problem.Status))
            : (form, null);
    }
}
