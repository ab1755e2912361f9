using Bits.Platform.Auth;
using Bits.Platform.Rpc;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using Microsoft.Extensions.DependencyInjection;

namespace Bits.Pages.Hosting;

/// <summary>Bounds the memory of requests with files: so many at once, and each of them sent without long breaks.</summary>
public static class Uploads
{
    // The slowest phones send faster. One who sends slower holds a place for hours.
    static readonly MinDataRate Slowest = new(bytesPerSecond: 10_000, gracePeriod: TimeSpan.FromSeconds(20));

    /// <summary>Takes a place for a request of a proved user, before its body is read.</summary>
    /// <param name="http">The request.</param>
    /// <param name="identity">The user.</param>
    /// <returns>The place; to be disposed of after the answer.</returns>
    /// <exception cref="FaultException">Too many are being sent.</exception>
    public static IDisposable? Enter(HttpContext http, Identity identity)
    {
        var place = http.RequestServices.GetRequiredService<RateLimits>().EnterUpload(identity);
        http.Features.Get<IHttpMinRequestBodyDataRateFeature>()?.MinDataRate = Slowest;
        return place;
    }
}
