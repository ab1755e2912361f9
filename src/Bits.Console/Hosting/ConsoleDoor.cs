using Bits.Platform.Audit;
using Bits.Platform.Auth;
using Microsoft.AspNetCore.Http;

namespace Bits.Console.Hosting;

/// <summary>What the console asks of its host: who is at the browser, and where somebody signs in.</summary>
/// <param name="Prove">Who a request proves its sender to be; throws a <see cref="Platform.Rpc.FaultException"/> where it
/// does not.</param>
/// <param name="Origin">Whence a request comes, for the audit log.</param>
/// <param name="SignOut">The address that ends a session when something is posted to it, and takes a <c>returnUrl</c>.</param>
/// <param name="SignIn">The address that signs somebody in and takes a <c>returnUrl</c>; null where there is none, as in
/// Development: then the console says how to get a link.</param>
public sealed record ConsoleDoor(
    Func<HttpContext, Task<Identity>> Prove, Func<HttpContext, RequestOrigin> Origin, string SignOut, string? SignIn);
