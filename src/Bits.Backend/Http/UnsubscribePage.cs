using Bits.Pages.Hosting;
using Bits.Platform.Features.Notifications;
using Bits.Platform.Rpc;
using Bits.Web;

namespace Bits.Backend.Http;

/// <summary>Unsubscribes from e-mails by the link in them, signed in or not. Opening it shows a button, as mail scanners open
/// every link; mail programs press it for their user (RFC 8058).</summary>
static class UnsubscribePage
{
    const string Path = "/unsubscribe";

    static readonly Localized Ask = new("Unsubscribe", "सदस्यता समाप्त करें");
    static readonly Localized DoneTitle = new("You are unsubscribed", "आपकी सदस्यता समाप्त हो गई");
    static readonly Localized Home = new("Go to the first page", "पहले पृष्ठ पर जाएँ");

    static readonly Localized DoneText = new(
        "You get no more of these e-mails. Change it again in your settings.", "ये ई-मेल अब आपको नहीं आएँगे। आप इसे सेटिंग में फिर बदल सकते हैं।");

    public static void MapUnsubscribe(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapGet(Path, ShowAsync).ExcludeFromDescription();
        endpoints.MapPost(Path, UnsubscribeAsync).ExcludeFromDescription();
    }

    static async Task<IResult> ShowAsync(HttpContext http, string? token, Unsubscribing unsubscribing, CancellationToken ct) =>
        await unsubscribing.FindAsync(token ?? "", HttpOrigin.Of(http), ct) is { } offer
            ? WebEndpoints.Confirm(http, new(Ask.In(offer.Language), Path, Ask.In(offer.Language), [Effect(offer.What).In(offer.Language)])
            {
                Fields = new Dictionary<string, string> { ["token"] = token! },
                Language = offer.Language.Tag(),
            })
            : await InvalidAsync(http, ct);

    // The token is in the address for mail programs, in the form for people. It alone proves the right, so a page of another
    // site could do no more than its owner.
    static async Task<IResult> UnsubscribeAsync(HttpContext http, string? token, Unsubscribing unsubscribing, CancellationToken ct)
    {
        var (form, problem) = await PageForms.ReadAsync(http, ct);
        if (form is null)
            return FaultException.InvalidArgument("body", problem!.Text).ToProblem(problem.Status);

        return await unsubscribing.RunAsync(token ?? form["token"].ToString(), HttpOrigin.Of(http), ct) is { } offer
            ? WebEndpoints.Done(
                http, DoneTitle.In(offer.Language), DoneText.In(offer.Language), Home.In(offer.Language), offer.Language.Tag())
            : await InvalidAsync(http, ct);
    }

    static Localized Effect(string what) => new(
        $"You get no more e-mails for: {what}. In the app, everything stays.", $"इसके लिए आपको ई-मेल नहीं आएँगे: {what}। ऐप में सब कुछ बना रहेगा।");

    static Task<IResult> InvalidAsync(HttpContext http, CancellationToken ct) => WebEndpoints.NoticeAsync(
        http, "This link does not work", "It is damaged. Open it from the e-mail again, or change your settings.",
        StatusCodes.Status400BadRequest, ct);
}
