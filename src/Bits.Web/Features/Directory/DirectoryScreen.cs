using Bits.Pages.Hosting;
using Bits.Platform.Features.Directory;
using Bits.Platform.Rpc;
using Microsoft.AspNetCore.Http;

namespace Bits.Web.Features.Directory;

/// <summary>Finds people by words and by values of facets.</summary>
sealed class DirectoryScreen(PageCalls calls) : IScreen
{
    /// <summary>The address.</summary>
    public const string Path = "/directory";

    const int PageSize = 20;

    public async Task<View> ShowAsync(ScreenCall call, CancellationToken ct)
    {
        var filter = PeopleFilter.Of(call);
        try
        {
            var found = await ListAsync(filter, PageSize, call.Text("after"), call, ct);
            // Later pages come without counts. Those of the first page are read again; its first person was seen already.
            var facets = found.Facets ?? (await ListAsync(filter, 1, after: null, call, ct)).Facets!;
            return Show(new(filter) { Found = found, Facets = facets });
        }
        catch (FaultException fault) when (fault.Reason == PeopleLimitModel.Reason)
        {
            return Show(new(filter) { Limit = fault.Message }) with { Status = StatusCodes.Status429TooManyRequests };
        }
        catch (FaultException fault) when (fault.Code is FaultCode.InvalidArgument or FaultCode.DeadlineExceeded)
        {
            return Show(new(filter) { Problem = fault.Message });
        }
    }

    Task<ListPeople.Response> ListAsync(PeopleFilter filter, int limit, string? after, ScreenCall call, CancellationToken ct) =>
        calls.InvokeAsync<ListPeople.Response>("directory.v1/ListPeople", filter.AsList(limit, after), call.User, ct);

    static View Show(DirectoryModel model) =>
        View.Of<DirectoryView, DirectoryModel>(model.Filter.Text is { } text ? $"People: {text}" : "Directory", model);
}

/// <summary>The model of the directory.</summary>
/// <param name="Filter">The people to find.</param>
public sealed record DirectoryModel(PeopleFilter Filter)
{
    /// <summary>Gets a page of people; null with a problem, and at the limit.</summary>
    public ListPeople.Response? Found { get; init; }

    /// <summary>Gets the facets with their counts.</summary>
    public IReadOnlyList<FacetCount> Facets { get; init; } = [];

    /// <summary>Gets why the filter cannot be used; null without a problem.</summary>
    public string? Problem { get; init; }

    /// <summary>Gets what the daily limit says; null below it.</summary>
    public string? Limit { get; init; }
}
