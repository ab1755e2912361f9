using Bits.Pages.Hosting;
using Bits.Platform.Features.Mentorship;
using Bits.Platform.Features.Mentorship.Programmes;
using Bits.Platform.Rpc;
using Microsoft.AspNetCore.Http;

namespace Bits.Web.Features.Mentorship;

/// <summary>Creates a programme as a draft, for operators of the platform.</summary>
sealed class NewProgrammeScreen(PageCalls calls, MentorshipReader reader) : IFormScreen
{
    /// <summary>The address.</summary>
    public const string Path = "/mentorship/new";

    public async Task<View> ShowAsync(ScreenCall call, CancellationToken ct) => Show(call, new(SettingsForm.New(call.Now, await reader.ZoneAsync(call, ct))));

    public async Task<View> SubmitAsync(ScreenCall call, IFormCollection form, CancellationToken ct)
    {
        var typed = SettingsForm.Of(form);
        try
        {
            var made = await calls.InvokeAsync<CreateProgramme.Response>(
                "mentorship.v1/CreateProgramme", typed.AsCreate(), call.User, form[PageActions.Key].ToString(), ct);
            return View.Redirect($"{call.Root}{ProgrammesScreen.Path}/{made.ProgrammeId}/settings") with
            {
                Note = new(true, "The draft is ready. Add coordinators below, then open the applications on its page."),
            };
        }
        catch (FaultException fault) when (fault.Code is not FaultCode.Unauthenticated)
        {
            return Show(call, new(typed) { Fault = fault.Message }) with { Status = StatusCodes.Status422UnprocessableEntity };
        }
    }

    static View Show(ScreenCall call, SettingsModel model) => call.User.May(MentorshipCapabilities.Create)
        ? View.Of<NewProgrammeView, SettingsModel>("New programme", model)
        : throw FaultException.PermissionDenied("not_an_operator", "Operators of the platform create programmes. Ask one of them.");
}

/// <summary>The model of the form of a programme.</summary>
/// <param name="Form">What the form shows.</param>
public sealed record SettingsModel(SettingsForm Form)
{
    /// <summary>Gets the programme; null for a new one.</summary>
    public GetProgramme.Response? Programme { get; init; }

    /// <summary>Gets why nothing was saved; null without a fault.</summary>
    public string? Fault { get; init; }

    /// <summary>Gets whether the questions may change.</summary>
    public bool IsDraft => Programme is null || Programme.Programme.State == ProgrammeState.Draft;
}
