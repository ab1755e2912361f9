using Bits.Pages.Hosting;
using Bits.Pages.Parts;
using Bits.Platform.Features.Mentorship.Applications;
using Bits.Platform.Features.Mentorship.Programmes;
using Bits.Platform.Rpc;
using Microsoft.AspNetCore.Http;

namespace Bits.Web.Features.Mentorship;

/// <summary>Shows the form of an application to a programme, and saves it.</summary>
sealed class ApplyScreen(PageCalls calls, MentorshipReader reader) : IFormScreen
{
    /// <summary>The field that says which button was pressed.</summary>
    public const string Act = "_act";

    /// <summary>The button that saves; the others change the form.</summary>
    public const string Save = "save";

    const int PageSize = 8;

    public async Task<View> ShowAsync(ScreenCall call, CancellationToken ct)
    {
        var (programme, own) = await LoadAsync(call, ct);
        var role = RoleOf(call, programme, own);
        var zone = await reader.ZoneAsync(call, ct);
        var form = ApplyForm.Of(own?.Role == role ? own : null, role, Questions(programme, role).Count, zone.Id);
        return await ShowAsync(call, new(programme, own, form), ct);
    }

    public async Task<View> SubmitAsync(ScreenCall call, IFormCollection form, CancellationToken ct)
    {
        var (programme, own) = await LoadAsync(call, ct);
        var role = RoleOf(call, programme, own);
        var typed = ApplyForm.Of(form, role, Questions(programme, role).Count);
        var model = new ApplyModel(programme, own, typed) { Find = form["_find"], Topic = form["_topic"] };
        var act = form[Act].ToString();
        if (act != Save)
            return await ShowAsync(call, model with { Form = Changed(typed, form, act) }, ct);

        try
        {
            await calls.InvokeAsync<SaveApplication.Response>(
                "mentorship.v1/SaveApplication", typed.AsRequest(programme.Programme.ProgrammeId), call.User, form[PageActions.Key].ToString(), ct);
            return View.Redirect($"{call.Root}{ProgrammesScreen.Path}/{programme.Programme.ProgrammeId}") with
            {
                Note = new(true, own is null ? "Your application is in." : "Your application is saved."),
            };
        }
        catch (FaultException fault) when (fault.Code is not FaultCode.Unauthenticated)
        {
            return await ShowAsync(call, Refused(model, fault), ct) with { Status = StatusCodes.Status422UnprocessableEntity };
        }
    }

    /// <summary>Returns the questions to a role.</summary>
    public static IReadOnlyList<string> Questions(GetProgramme.Response programme, ApplicantRole role) =>
        role == ApplicantRole.Mentor ? programme.MentorQuestions : programme.MenteeQuestions;

    async Task<(GetProgramme.Response Programme, ApplicationView? Own)> LoadAsync(ScreenCall call, CancellationToken ct)
    {
        var programme = await reader.GetAsync(call, ct);
        var own = await calls.InvokeAsync<GetMyApplication.Response>(
            "mentorship.v1/GetMyApplication", new GetMyApplication.Request(programme.Programme.ProgrammeId), call.User, ct);
        return (programme, own.Application is { State: ApplicationState.Submitted } submitted ? submitted : null);
    }

    static ApplicantRole RoleOf(ScreenCall call, GetProgramme.Response programme, ApplicationView? own)
    {
        var can = programme.Programme.Can;
        var role = own?.Role ?? Words.Find<ApplicantRole>(call.Text("as"))
            ?? (can.Contains(ProgrammeAction.ApplyAsMentee) ? ApplicantRole.Mentee : ApplicantRole.Mentor);
        var isOpen = can.Contains(role == ApplicantRole.Mentor ? ProgrammeAction.ApplyAsMentor : ProgrammeAction.ApplyAsMentee)
            || (own?.Role == ApplicantRole.Mentor && programme.Programme.State != ProgrammeState.Closed);
        return isOpen ? role : throw FaultException.PermissionDenied(
            "not_open", $"The programme takes no application of yours as a {role.Title()} now. Its page says until when it does.");
    }

    // The third of a list of languages is languages[2].
    static ApplyModel Refused(ApplyModel model, FaultException fault) => model with
    {
        Fault = fault.Fields.Count == 0 ? fault.Message : null,
        Problems = fault.Fields.Select(problem => (Name: problem.Field.Split('[')[0], problem.Problem))
            .GroupBy(problem => problem.Name).ToDictionary(group => group.Key, group => group.First().Problem),
    };

    static ApplyForm Changed(ApplyForm typed, IFormCollection form, string act) =>
        typed.After(act == "avoid-profile" ? $"avoid:{form["_profile"]}" : act);

    async Task<View> ShowAsync(ScreenCall call, ApplyModel model, CancellationToken ct)
    {
        var (name, topic) = (model.Find?.Trim(), model.Programme.Topics.FirstOrDefault(one => one == model.Topic));
        var found = model.Form.Role == ApplicantRole.Mentor
            ? null
            : await calls.InvokeAsync<ListMentors.Response>(
                "mentorship.v1/ListMentors",
                new ListMentors.Request(model.Programme.Programme.ProgrammeId, topic, PageSize, Name: string.IsNullOrEmpty(name) ? null : name), call.User, ct);
        return View.Of<ApplyView, ApplyModel>($"Apply to {model.Programme.Programme.Name}", model with { Found = found });
    }
}

/// <summary>The model of the form of an application.</summary>
/// <param name="Programme">The programme.</param>
/// <param name="Own">The submitted application; null without one.</param>
/// <param name="Form">What the form shows.</param>
public sealed record ApplyModel(GetProgramme.Response Programme, ApplicationView? Own, ApplyForm Form)
{
    /// <summary>Gets why nothing was saved, where no field tells; null otherwise.</summary>
    public string? Fault { get; init; }

    /// <summary>Gets what is wrong, by the names of the fields in requests.</summary>
    public IReadOnlyDictionary<string, string> Problems { get; init; } = new Dictionary<string, string>();

    /// <summary>Gets the name to find a mentor by; null for all.</summary>
    public string? Find { get; init; }

    /// <summary>Gets the topic to find a mentor by; null for all.</summary>
    public string? Topic { get; init; }

    /// <summary>Gets the found mentors; null for a mentor.</summary>
    public ListMentors.Response? Found { get; init; }
}
