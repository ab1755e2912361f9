using Bits.Pages.Hosting;
using Bits.Platform.Rpc;
using Microsoft.AspNetCore.Http;

namespace Bits.Web.Hosting;

/// <summary>A form that had no effect, with what was typed, to send again.</summary>
/// <param name="Why">Why it had no effect.</param>
/// <param name="Action">The address that it is sent to.</param>
/// <param name="Page">The address of the page that it was on.</param>
/// <param name="SignIn">The address that signs in; null where that would not help.</param>
/// <param name="Fields">Its fields, with the token and the key.</param>
public sealed record KeptForm(
    KeptReason Why, string Action, string Page, string? SignIn, IReadOnlyList<KeyValuePair<string, string>> Fields)
{
    const string OfAuthenticator = "challengeId";

    /// <summary>Returns whether a form has a text that its user would have to write again. One with the answer of an
    /// authenticator cannot be sent again: the answer is good once.</summary>
    public static bool HasTexts(IFormCollection form) => !form.ContainsKey(OfAuthenticator)
        && form.Any(field => LabelOf(field.Key) is not null && !string.IsNullOrWhiteSpace(field.Value));

    /// <summary>Returns the label of a field with a text; null for a field that is chosen or hidden.</summary>
    public static string? LabelOf(string field) => field switch
    {
        "body" => "Text",
        "reason" => "Reason",
        "answer" => "Answer",
        "note" => "Message",
        "description" => "Description",
        "joinQuestion" => "Question",
        "links" => "Link",
        "phone" => "Number",
        "name" => "Name",
        "slug" => "Address",
        "headline" => "Headline",
        "spokenName" => "Name as it is spoken",
        "nicknames" => "Nicknames",
        "formerNames" => "Former names",
        "title" => "Title",
        "company" => "Company",
        "industry" => "Industry",
        "city" => "City",
        "degree" => "Degree",
        "branch" => "Branch",
        "skills" => "Skills",
        "languages" => "Languages",
        "addresses" => "Links",
        "email" => "E-mail",
        "about" => "About you",
        "answers" => "Answer",
        "comment" => "Comment",
        "place" => "Place",
        "agenda" => "Agenda",
        "topics" => "Topics",
        "mentorTags" => "Mentors need one of",
        "menteeTags" => "Mentees need one of",
        "mentorQuestions" => "Questions to mentors",
        "menteeQuestions" => "Questions to mentees",
        _ => null,
    };

    /// <summary>Returns whether a field has a text of one line.</summary>
    public static bool IsLine(string field) =>
        field is not ("body" or "reason" or "answer" or "note" or "description" or "joinQuestion" or "addresses" or "about" or "answers" or "comment"
            or "agenda" or "topics" or "mentorTags" or "menteeTags" or "mentorQuestions" or "menteeQuestions");

    /// <summary>Returns the fields of a form, to send again.</summary>
    /// <param name="form">The form.</param>
    /// <param name="token">The token of the present user; null to keep that of the form, which is good for its user only.</param>
    /// <param name="hasNoEffect">Whether it certainly had none. Otherwise it keeps its key, so that it has only one.</param>
    public static IReadOnlyList<KeyValuePair<string, string>> FieldsOf(IFormCollection form, string? token, bool hasNoEffect) =>
    [
        .. from field in form
           where field.Key != PageForms.Token
           from value in field.Value
           select new KeyValuePair<string, string>(
               field.Key, hasNoEffect && field.Key == PageActions.Key ? $"{Guid.CreateVersion7()}" : value),
        new(PageForms.Token, token ?? form[PageForms.Token].ToString()),
    ];
}

/// <summary>Why a form had no effect.</summary>
/// <param name="Title">The title of its page.</param>
/// <param name="Text">What went wrong, and what to do.</param>
/// <param name="Status">The status of the response.</param>
public sealed record KeptReason(string Title, string Text, int Status)
{
    const string Unsent = "Your text is not sent yet";

    /// <summary>Explains a fault.</summary>
    /// <param name="fault">The fault.</param>
    /// <param name="user">The user; null for strangers.</param>
    public static KeptReason Of(FaultException fault, PageUser? user) => fault switch
    {
        { Reason: PageForms.ForeignForm } => new(
            Unsent, $"You are signed in as {user?.Caller.Name}. This form is from another session, or too old. Send it only if the text is yours.",
            StatusCodes.Status403Forbidden),
        { SignIn: not null } => new(
            Unsent, "This needs a recent sign-in. Sign in in another tab, then come back and send it again.",
            StatusCodes.Status401Unauthorized),
        { Code: FaultCode.Unauthenticated } => new(
            Unsent, "You are signed out. Sign in in another tab, then come back and send it again.", StatusCodes.Status401Unauthorized),
        { Code: FaultCode.ResourceExhausted } => new(
            Unsent, $"{fault.Message} Wait a moment, then send it again.", StatusCodes.Status429TooManyRequests),
        { Code: FaultCode.Unavailable or FaultCode.DeadlineExceeded } => new(
            Unsent, "We are not available at the moment. Wait a moment, then send it again. It takes effect once, even if you send it twice.",
            StatusCodes.Status503ServiceUnavailable),
        _ => new("That did not work", fault.Message, StatusCodes.Status422UnprocessableEntity),
    };
}
