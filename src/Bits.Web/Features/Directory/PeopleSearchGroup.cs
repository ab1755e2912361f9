using Bits.Pages.Hosting;
using Bits.Platform;
using Bits.Platform.Features.Directory;
using Bits.Platform.Rpc;
using Bits.Web.Hosting;

namespace Bits.Web.Features.Directory;

/// <summary>Finds people in the search over everything, by all that the member may see of them.</summary>
sealed class PeopleSearchGroup(PageCalls calls) : ISearchGroup
{
    const int MaxFound = 5;
    const int MaxSuggested = 4;

    public string Surface => Surfaces.Directory;

    public async Task<SearchGroupResults?> FindAsync(string text, ScreenCall call, CancellationToken ct)
    {
        try
        {
            var found = await calls.InvokeAsync<ListPeople.Response>(
                "directory.v1/ListPeople", new PeopleFilter(text, [], Within: null).AsList(MaxFound, after: null), call.User, ct);
            return found.Total == 0 ? null : Show(found.Total, new(text, found, Limit: null));
        }
        catch (FaultException fault) when (fault.Reason == PeopleLimitModel.Reason)
        {
            return Show(total: 0, new(text, Found: null, fault.Message));
        }
        catch (FaultException fault) when (fault.Code is FaultCode.InvalidArgument or FaultCode.DeadlineExceeded)
        {
            return null;
        }
    }

    public async Task<View?> SuggestAsync(string text, ScreenCall call, CancellationToken ct)
    {
        try
        {
            var people = (await calls.InvokeAsync<SuggestPeople.Response>(
                "directory.v1/SuggestPeople", new SuggestPeople.Request(text, MaxSuggested), call.User, ct)).People;
            return people.Count == 0 ? null : View.Of<SuggestedPeopleView, SuggestPeopleModel>("People", new(text, people));
        }
        catch (FaultException fault) when (fault.Code is FaultCode.InvalidArgument or FaultCode.ResourceExhausted or FaultCode.DeadlineExceeded)
        {
            return null;
        }
    }

    static SearchGroupResults Show(long total, FoundPeopleModel model) => new(total, View.Of<FoundPeopleView, FoundPeopleModel>("People", model));
}

/// <summary>The model of the people in a search over everything.</summary>
/// <param name="Text">The words.</param>
/// <param name="Found">The first people; null at the limit of the day.</param>
/// <param name="Limit">What the limit says; null below it.</param>
public sealed record FoundPeopleModel(string Text, ListPeople.Response? Found, string? Limit);
