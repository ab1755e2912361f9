using Bits.Platform.Rpc;

namespace Bits.Backend.Http;

/// <summary>Restricts the forms of signed-out users to pages of this site: without a session, no token protects them.</summary>
static class OwnPages
{
    /// <summary>Returns the refusal of a form from a page of another site, or of a body that is no form; null for a good
    /// one.</summary>
    public static IResult? Refusal(HttpContext http)
    {
        if (http.Request.Headers["Sec-Fetch-Site"].ToString() is not ("same-origin" or "none"))
            return RpcEndpoints.Refuse(http, FaultException.PermissionDenied("foreign_page", "Only the sign-in page may do this."));

        return http.Request.HasFormContentType
            ? null
            : RpcEndpoints.Refuse(http, FaultException.InvalidArgument("body", "is not a form; send one."));
    }
}
