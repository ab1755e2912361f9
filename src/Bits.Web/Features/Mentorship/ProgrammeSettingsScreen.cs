using Bits.Pages.Hosting;
using Bits.Platform.Features.Mentorship.Programmes;
using Bits.Platform.Rpc;
using Microsoft.AspNetCore.Http;

namespace Bits.Web.Features.Mentorship;

/// <summary>Changes the settings, the phase and the coordinators of a programme.</summary>
sealed class ProgrammeSettingsScreen(PageCalls calls, MentorshipReader reader) : IFormScreen
{
    /// <summary>The field with the address of the profile of a new coordinator.</summary>
    public const string Profile = "_profile";

    public async Task<View> ShowAsync(ScreenCall call, CancellationToken ct)
    {
        var programme = await reader.CoordinateAsync(call, ct);
        return Show(new(SettingsForm.Of(programme, await reader.ZoneAsync(call, ct))) { Programme = programme });
    }

    public async Task<View> SubmitAsync(ScreenCall call, IFormCollection form, CancellationToken ct)
    {
        var programme = await reader.CoordinateAsync(call, ct);
        var isPerson = form.ContainsKey(Profile);
        var typed = isPerson ? SettingsForm.Of(programme, await reader.ZoneAsync(call, ct)) : SettingsForm.Of(form);
        try
        {
            var done = isPerson ? await AddAsync(call, programme, form, ct) : await SaveAsync(call, programme, typed, form, ct);
            return View.Redirect($"{call.Root}{ProgrammesScreen.Path}/{programme.Programme.ProgrammeId}/settings") with { Note = new(true, done) };
        }
        catch (FaultException fault) when (fault.Code is not FaultCode.Unauthenticated)
        {
            return Show(new(typed) { Programme = programme, Fault = fault.Message }) with { Status = StatusCodes.Status422UnprocessableEntity };
        }
    }

    async Task<string> SaveAsync(ScreenCall call, GetProgramme.Response programme, SettingsForm typed, IFormCollection form, CancellationToken ct)
    {
        await calls.InvokeAsync<UpdateProgramme.Response>(
            "mentorship.v1/UpdateProgramme",
            typed.AsUpdate(programme.Programme.ProgrammeId, programme.Programme.State == ProgrammeState.Draft), call.User,
            form[PageActions.Key].ToString(), ct);
        return "The settings are saved.";
    }

    async Task<string> AddAsync(ScreenCall call, GetProgramme.Response programme, IFormCollection form, CancellationToken ct)
    {
        var person = MentorshipReader.PersonOf(form[Profile])
            ?? throw FaultException.InvalidArgument("profile", "is no address of a profile. Open the profile of the person, and copy its address.");
        await calls.InvokeAsync<AddCoordinator.Response>(
            "mentorship.v1/AddCoordinator", new AddCoordinator.Request(programme.Programme.ProgrammeId, person), call.User,
            form[PageActions.Key].ToString(), ct);
        return "The coordinator is added.";
    }

    static View Show(SettingsModel model) =>
        View.Of<ProgrammeSettingsView, SettingsModel>($"Settings of {model.Programme!.Programme.Name}", model);
}
