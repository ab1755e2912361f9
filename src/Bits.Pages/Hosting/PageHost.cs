using Bits.Platform.Audit;
using Bits.Platform.Auth;
using Microsoft.AspNetCore.Http;

namespace Bits.Pages.Hosting;

/// <summary>The interface of the sites to their host: authentication and sign-in. One sign-in is for all sites.</summary>
/// <param name="Prove">Authenticates a request; throws a <see cref="Platform.Rpc.FaultException"/> when it fails.</param>
/// <param name="Origin">Returns the origin of a request, for the audit log.</param>
/// <param name="SignOut">The address that ends a session on POST; takes a <c>returnUrl</c>.</param>
/// <param name="SignIn">The address that signs in; takes a <c>returnUrl</c>. Null without one, as in Development.</param>
public sealed record PageHost(
    Func<HttpContext, Task<Identity>> Prove, Func<HttpContext, RequestOrigin> Origin, string SignOut, string? SignIn);
