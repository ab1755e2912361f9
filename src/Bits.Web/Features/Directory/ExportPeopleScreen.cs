using System.Text;
using Bits.Pages.Hosting;
using Bits.Platform.Features.Directory;
using Bits.Platform.Rpc;
using Microsoft.AspNetCore.Http;

namespace Bits.Web.Features.Directory;

/// <summary>Sends the people of a search as a file.</summary>
sealed class ExportPeopleScreen(PageCalls calls) : IScreen
{
    static readonly byte[] Mark = [.. Encoding.UTF8.Preamble]; // spreadsheets take a file without it for one in an old encoding

    public async Task<View> ShowAsync(ScreenCall call, CancellationToken ct)
    {
        var filter = PeopleFilter.Of(call);
        try
        {
            var export = await calls.InvokeAsync<ExportPeople.Response>("directory.v1/ExportPeople", filter.AsExport(), call.User, ct);
            return View.Download(new("people.csv", "text/csv; charset=utf-8; header=present", (byte[])[.. Mark, .. Encoding.UTF8.GetBytes(export.Csv)]));
        }
        catch (FaultException fault) when (fault.Reason == PeopleLimitModel.Reason)
        {
            return PeopleLimitModel.Show(fault);
        }
    }
}

/// <summary>The model of the page at the daily limit.</summary>
/// <param name="Text">What the limit is.</param>
public sealed record PeopleLimitModel(string Text)
{
    /// <summary>The reason of the fault at the limit.</summary>
    public const string Reason = "people_a_day";

    /// <summary>Returns the page for a fault at the limit.</summary>
    public static View Show(FaultException fault) => View.Of<PeopleLimitView, PeopleLimitModel>("Limit of the day", new(fault.Message)) with
    {
        Status = StatusCodes.Status429TooManyRequests,
    };
}
