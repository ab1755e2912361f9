using Bits.Backend.Startup;
using Bits.Platform.Rpc;

namespace Bits.Backend.Http;

/// <summary>Limits and drains requests before their endpoint runs.</summary>
static class Gatekeeping
{
    /// <summary>Limits requests by address, before authentication.</summary>
    public static void UseAddressLimits(this IApplicationBuilder app) => app.UseWhen(
        http => !http.Request.Path.StartsWithSegments("/health"), limited => limited.Use(async (http, next) =>
        {
            try
            {
                http.RequestServices.GetRequiredService<RateLimits>().CountAddress(http.Connection.RemoteIpAddress);
            }
            catch (FaultException fault)
            {
                await RpcEndpoints.Refuse(http, fault).ExecuteAsync(http);
                return;
            }

            await next(http);
        }));

    /// <summary>Asks each client to reconnect while the backend drains, so that it reaches another backend.</summary>
    public static void UseDraining(this WebApplication app)
    {
        var draining = app.Services.GetRequiredService<Draining>();
        app.Use((http, next) =>
        {
            if (draining.HasBegun)
                http.Response.Headers.Connection = "close";
            return next(http);
        });
    }
}
