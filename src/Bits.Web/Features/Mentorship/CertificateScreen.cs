using Bits.Pages.Hosting;
using Bits.Platform.Features.Mentorship.Meeting;
using Bits.Platform.Features.Mentorship.Pairs;

namespace Bits.Web.Features.Mentorship;

/// <summary>Shows the certificate of a finished mentorship, to print.</summary>
sealed class CertificateScreen(PageCalls calls, MentorshipReader reader) : IScreen
{
    public async Task<View> ShowAsync(ScreenCall call, CancellationToken ct)
    {
        var pair = (await reader.PairAsync(call, ct)).Pair;
        if (!pair.Can.Contains(PairAction.GetCertificate))
            throw ScreenCall.NotThere("There is a certificate when the mentorship has been completed.");

        var certificate = await calls.InvokeAsync<GetCertificate.Response>(
            "mentorship.v1/GetCertificate", new GetCertificate.Request(pair.PairId), call.User, ct);
        return View.Of<CertificateView, CertificateModel>("Certificate", new(pair.PairId, certificate));
    }
}

/// <summary>The model of the certificate.</summary>
/// <param name="PairId">The pair.</param>
/// <param name="Certificate">What it says.</param>
public sealed record CertificateModel(Guid PairId, GetCertificate.Response Certificate);
