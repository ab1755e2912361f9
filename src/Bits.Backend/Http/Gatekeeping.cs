using Bits.Backend.Startup;
using Bits.Platform.Rpc;

namespace Bits.Backend.Http;

/// <summary>What every request meets before it reaches an address of ours.</summary>
static class Gatekeeping
{
    /// <summary>Counts requests by address, before anybody has said who they are.</summary>
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

    /// <summary>While the backend drains, asks each client to connect anew: to another one.</summary>
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
