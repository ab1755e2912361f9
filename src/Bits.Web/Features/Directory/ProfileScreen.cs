using Bits.Pages.Hosting;
using Bits.Pages.Parts;
using Bits.Platform.Features.Directory;
using Bits.Platform.Rpc;

namespace Bits.Web.Features.Directory;

/// <summary>Shows a person, and the user's own profile also through the eyes of others.</summary>
sealed class ProfileScreen(PageCalls calls) : IScreen
{
    const int MaxRequests = 100;

    public async Task<View> ShowAsync(ScreenCall call, CancellationToken ct)
    {
        var id = call.Route("id");
        if (id == "me")
            return await ShowOwnAsync(call, ct);
        if (!Guid.TryParse(id, out var person))
            throw NotThere();

        return person == call.User.Caller.UserId ? await ShowOwnAsync(call, ct) : await ShowOtherAsync(person, call, ct);
    }

    async Task<View> ShowOtherAsync(Guid person, ScreenCall call, CancellationToken ct)
    {
        try
        {
            var profile = (await calls.InvokeAsync<GetProfile.Response>("directory.v1/GetProfile", new GetProfile.Request(person), call.User, ct)).Profile;
            return Show(new(profile) { Note = await FindNoteAsync(profile, call, ct) });
        }
        catch (FaultException fault) when (fault.Code == FaultCode.NotFound)
        {
            throw NotThere();
        }
        catch (FaultException fault) when (fault.Reason == PeopleLimitModel.Reason)
        {
            return PeopleLimitModel.Show(fault);
        }
    }

    async Task<View> ShowOwnAsync(ScreenCall call, CancellationToken ct)
    {
        if (Words.Find<PreviewProfile.Viewer>(call.Text("as")) is { } viewer)
            return Show(new((await calls.InvokeAsync<PreviewProfile.Response>(
                "directory.v1/PreviewProfile", new PreviewProfile.Request(viewer), call.User, ct)).Profile)
            {
                As = viewer,
            });

        var profile = (await calls.InvokeAsync<GetProfile.Response>(
            "directory.v1/GetProfile", new GetProfile.Request(call.User.Caller.UserId), call.User, ct)).Profile;
        var own = await calls.InvokeAsync<GetOwnProfile.Response>("directory.v1/GetOwnProfile", new GetOwnProfile.Request(), call.User, ct);
        return Show(new(profile) { Audiences = own.Audiences.ToDictionary(one => one.Field, one => one.Audience) });
    }

    async Task<string?> FindNoteAsync(ProfileView profile, ScreenCall call, CancellationToken ct) => profile.Connection != ConnectionView.Received
        ? null
        : (await calls.InvokeAsync<ListConnections.Response>(
            "directory.v1/ListConnections", new ListConnections.Request(ListConnections.View.Received, MaxRequests), call.User, ct))
            .Connections.FirstOrDefault(one => one.Person.UserId == profile.UserId)?.Note;

    static FaultException NotThere() => ScreenCall.NotThere("There is no such member. The account may have been closed.");

    static View Show(ProfileModel model) => View.Of<ProfilePage, ProfileModel>(model.Profile.Name, model);
}

/// <summary>The model of the page of a person.</summary>
/// <param name="Profile">The person, as the viewer sees them.</param>
public sealed record ProfileModel(ProfileView Profile)
{
    /// <summary>Gets through whose eyes the user looks at the own profile; null for the own.</summary>
    public PreviewProfile.Viewer? As { get; init; }

    /// <summary>Gets the audience of each field; null for those of others.</summary>
    public IReadOnlyDictionary<ProfileField, Audience>? Audiences { get; init; }

    /// <summary>Gets the words of the request that waits for the user's answer; null without one.</summary>
    public string? Note { get; init; }
}
