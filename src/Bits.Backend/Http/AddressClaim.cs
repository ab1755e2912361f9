using System.Globalization;
using Bits.Platform.Features.Directory.Claiming;
using Bits.Platform.Rpc;
using Bits.Web;

namespace Bits.Backend.Http;

/// <summary>Takes the claims of people who have lost the address of their account. Needs a mail server.</summary>
/// <remarks>Answers the same whether or not such a person exists: no claim is compared with accounts here.</remarks>
static class AddressClaim
{
    /// <summary>The address of the form.</summary>
    public const string Path = $"/{AddressClaims.Path}";

    const string Confirm = $"/{AddressClaims.ConfirmPath}";

    /// <summary>Maps the pages, if mail is configured.</summary>
    public static void MapAddressClaim(this WebApplication app)
    {
        if (!app.Services.GetRequiredService<AddressClaims>().IsAvailable)
            return;

        app.MapGet(Path, (HttpContext http) => WebEndpoints.Claim(http, new(Path))).ExcludeFromDescription();
        app.MapPost(Path, RequestAsync).ExcludeFromDescription();
        app.MapGet(Confirm, AskAsync).ExcludeFromDescription();
        app.MapPost(Confirm, ConfirmAsync).ExcludeFromDescription();
    }

    static async Task<IResult> RequestAsync(HttpContext http, AddressClaims claims, RateLimits limits, CancellationToken ct)
    {
        var (form, refusal) = await OwnPages.ReadAsync(http, ct);
        if (refusal is not null)
            return refusal;

        try
        {
            limits.CountClaim(http.Connection.RemoteIpAddress);
            await claims.RequestAsync(Read(form), HttpOrigin.Of(http), ct);
        }
        catch (FaultException fault) when (fault.Code == FaultCode.InvalidArgument)
        {
            return WebEndpoints.Claim(http, new(Path)
            {
                Problem = fault.Message,
                Name = form["name"].ToString(),
                Batch = form["batch"].ToString(),
                Email = form["email"].ToString(),
                Message = form["message"].ToString(),
            });
        }
        catch (FaultException fault)
        {
            return RpcEndpoints.Refuse(http, fault);
        }

        return await WebEndpoints.NoticeAsync(
            http, "Check your e-mail",
            "A link is on its way to the address that you gave. Open it within 24 hours; then the alumni office reads your claim. "
            + "If you have asked for the same address within the last ten minutes, the first mail is the one that counts.",
            StatusCodes.Status200OK, ct);
    }

    // A year that is no number is one that no person has.
    static NewAddressClaim Read(IFormCollection form) => new(
        form["name"].ToString(),
        int.TryParse(form["batch"].ToString().Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var batch) ? batch : 0,
        form["email"].ToString(), form["message"].ToString());

    // Opening the link uses nothing up: mail scanners open every link. The page shows what is claimed, so that a stranger to whom
    // the link was mailed does not press.
    static async Task<IResult> AskAsync(HttpContext http, string? token, AddressClaims claims, CancellationToken ct) =>
        await claims.FindAsync(token ?? "", ct) is { } claim
            ? WebEndpoints.Confirm(http, new(
                "Is this your claim?", Confirm, "Yes, it is me",
                [
                    $"{claim.Name}, batch of {claim.Batch}, asks for their account and says that {claim.Email} is their address.",
                    .. claim.Message is { } message ? [$"“{message}”"] : (string[])[],
                    "If that is not you, close this page. Without your confirmation nothing happens.",
                ])
            {
                Fields = new Dictionary<string, string> { ["token"] = token! },
            })
            : await OverAsync(http, ct);

    static async Task<IResult> ConfirmAsync(HttpContext http, AddressClaims claims, CancellationToken ct)
    {
        var (form, refusal) = await OwnPages.ReadAsync(http, ct);
        if (refusal is not null)
            return refusal;

        return await claims.ConfirmAsync(form["token"].ToString(), HttpOrigin.Of(http), ct) switch
        {
            AddressClaimOutcome.Waiting => await WebEndpoints.NoticeAsync(
                http, "The alumni office reads your claim", "You get a mail with the answer, and a link that signs you in.",
                StatusCodes.Status200OK, ct),
            AddressClaimOutcome.WaitingAlready => await WebEndpoints.NoticeAsync(
                http, "A claim with this address waits already", "You get a mail once the alumni office has decided on it.",
                StatusCodes.Status409Conflict, ct),
            AddressClaimOutcome.Over => await OverAsync(http, ct),
        };
    }

    static Task<IResult> OverAsync(HttpContext http, CancellationToken ct) => WebEndpoints.NoticeAsync(
        http, "This link no longer works", "It is older than 24 hours, or the claim waits or is decided already. If you never confirmed it, ask for your account again.",
        StatusCodes.Status401Unauthorized, ct);
}
