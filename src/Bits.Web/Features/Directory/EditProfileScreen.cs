using Bits.Pages.Hosting;
using Bits.Platform.Features.Directory;
using Bits.Platform.Rpc;
using Microsoft.AspNetCore.Http;

namespace Bits.Web.Features.Directory;

/// <summary>Shows the form of the user's own profile, and saves it.</summary>
sealed class EditProfileScreen(PageCalls calls) : IFormScreen
{
    /// <summary>The address.</summary>
    public const string Path = "/people/me/edit";

    public async Task<View> ShowAsync(ScreenCall call, CancellationToken ct)
    {
        var profile = await GetAsync(call, ct);
        return Show(new(profile, ProfileForm.Of(profile)));
    }

    public async Task<View> SubmitAsync(ScreenCall call, IFormCollection form, CancellationToken ct)
    {
        var profile = await GetAsync(call, ct);
        var typed = ProfileForm.Of(form, profile);
        try
        {
            await calls.InvokeAsync<UpdateProfile.Response>(
                "directory.v1/UpdateProfile", typed.AsRequest(), call.User, form[PageActions.Key].ToString(), ct);
            return View.Redirect($"{call.Root}/people/me") with { Note = new(true, "Your profile is saved. It counts in the next search.") };
        }
        catch (FaultException fault) when (fault.Code is not FaultCode.Unauthenticated)
        {
            return Show(Refused(profile, typed, fault)) with { Status = StatusCodes.Status422UnprocessableEntity };
        }
    }

    Task<GetOwnProfile.Response> GetAsync(ScreenCall call, CancellationToken ct) =>
        calls.InvokeAsync<GetOwnProfile.Response>("directory.v1/GetOwnProfile", new GetOwnProfile.Request(), call.User, ct);

    // After a conflict the form has the present version, so that saving it again replaces the other change.
    static EditProfileModel Refused(GetOwnProfile.Response profile, ProfileForm typed, FaultException fault) => fault.Code == FaultCode.Aborted
        ? new(profile, typed with { Version = profile.Version }) { IsConflict = true }
        : new(profile, typed) { Fault = fault.Fields.Count == 0 ? fault.Message : null, Problems = ProblemsOf(fault) };

    // The third of a list of skills is skills[2].
    static IReadOnlyDictionary<string, string> ProblemsOf(FaultException fault) => fault.Fields
        .Select(problem => (Name: problem.Field.Split('[')[0], problem.Problem))
        .GroupBy(problem => problem.Name)
        .ToDictionary(group => group.Key, group => group.First().Problem);

    static View Show(EditProfileModel model) => View.Of<EditProfileView, EditProfileModel>("Edit your profile", model);
}

/// <summary>The model of the form of a profile.</summary>
/// <param name="Profile">The profile as it is.</param>
/// <param name="Form">What the form shows.</param>
public sealed record EditProfileModel(GetOwnProfile.Response Profile, ProfileForm Form)
{
    /// <summary>Gets why nothing was saved, where no field tells; null otherwise.</summary>
    public string? Fault { get; init; }

    /// <summary>Gets what is wrong, by the names of the fields in requests.</summary>
    public IReadOnlyDictionary<string, string> Problems { get; init; } = new Dictionary<string, string>();

    /// <summary>Gets whether another change came first.</summary>
    public bool IsConflict { get; init; }
}
