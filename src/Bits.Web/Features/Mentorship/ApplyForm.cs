using System.Globalization;
using Bits.Pages.Parts;
using Bits.Platform.Features.Mentorship.Applications;
using Bits.Platform.Features.Mentorship.Programmes;
using Microsoft.AspNetCore.Http;

namespace Bits.Web.Features.Mentorship;

/// <summary>What the form of an application shows: the application, or what was typed.</summary>
/// <param name="Role">What the member applies as.</param>
/// <param name="Topics">The chosen topics.</param>
/// <param name="Preferred">The preferred mentors, best first.</param>
/// <param name="Conflicts">Whom the member must not be matched with.</param>
/// <param name="Answers">The answers to the questions, in their order.</param>
public sealed record ApplyForm(
    ApplicantRole Role, IReadOnlyList<string> Topics, IReadOnlyList<NamedUser> Preferred, IReadOnlyList<NamedUser> Conflicts,
    IReadOnlyList<string> Answers)
{
    static readonly char[] Commas = [',', ';', '\n'];

    /// <summary>Gets the texts, by the names of the inputs.</summary>
    public IReadOnlyDictionary<string, string> Texts { get; init; } = new Dictionary<string, string>();

    /// <summary>Gets whether a match of the same company is excluded.</summary>
    public bool ExcludesSameCompany { get; init; }

    /// <summary>Gets the gender; null when not stated.</summary>
    public StatedGender? Gender { get; init; }

    /// <summary>Gets the preferred gender of the mentor; null for no preference.</summary>
    public StatedGender? PreferredGender { get; init; }

    /// <summary>Returns a text.</summary>
    public string Text(string name) => Texts.GetValueOrDefault(name, "");

    /// <summary>Makes the form of an application, or an empty one.</summary>
    public static ApplyForm Of(ApplicationView? own, ApplicantRole role, int questions, string zone) => own is null
        ? new(role, [], [], [], [.. Enumerable.Repeat("", questions)]) { Texts = TextsOf("", "English", "", zone, "", "1") }
        : new(role, own.Topics, own.Preferred, own.Conflicts, [.. Enumerable.Range(0, questions).Select(i => own.Answers.ElementAtOrDefault(i) ?? "")])
        {
            Texts = TextsOf(
                own.About, string.Join(", ", own.Languages), own.City, own.TimeZone, own.Company,
                Math.Max(1, own.Capacity).ToString(CultureInfo.InvariantCulture)),
            ExcludesSameCompany = own.ExcludesSameCompany,
            Gender = own.Gender,
            PreferredGender = own.PreferredGender,
        };

    /// <summary>Reads what was typed.</summary>
    public static ApplyForm Of(IFormCollection form, ApplicantRole role, int questions) => new(
        role, [.. form["topics"].OfType<string>()], People(form, "preferred"), People(form, "conflicts"),
        [.. Enumerable.Range(0, questions).Select(i => form["answers"].ElementAtOrDefault(i)?.ReplaceLineEndings("\n") ?? "")])
    {
        Texts = form.Where(field => !field.Key.StartsWith('_')).ToDictionary(field => field.Key, field => $"{field.Value}".ReplaceLineEndings("\n")),
        ExcludesSameCompany = form["excludesSameCompany"] == "true",
        Gender = Words.Find<StatedGender>(form["gender"]),
        PreferredGender = Words.Find<StatedGender>(form["preferredGender"]),
    };

    /// <summary>Returns the request that saves it.</summary>
    public SaveApplication.Request AsRequest(Guid programmeId)
    {
        var isMentor = Role == ApplicantRole.Mentor;
        return new(
            programmeId, Role, Topics, [.. Text("languages").Split(Commas, StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)],
            Text("about").Trim(), Line("city"), Line("timeZone"), Line("company"), Gender, isMentor ? null : PreferredGender, Answers,
            isMentor ? null : [.. Preferred.Select(one => one.UserId)], [.. Conflicts.Select(one => one.UserId)], ExcludesSameCompany,
            !isMentor ? null : int.TryParse(Text("capacity"), NumberStyles.None, CultureInfo.InvariantCulture, out var places) ? places : 0);
    }

    /// <summary>Returns the form after a button that changes its lists of people.</summary>
    /// <param name="act">The button, such as <c>up:0198…|Divya</c>.</param>
    public ApplyForm After(string act)
    {
        if (act.Split(':', 2) is not [var verb, var text] || PersonOf(text) is not { } one)
            return this;

        return verb switch
        {
            "add" => this with { Preferred = [.. Without(Preferred, one), one], Conflicts = Without(Conflicts, one) },
            "up" => this with { Preferred = Raised(one) },
            "remove" => this with { Preferred = Without(Preferred, one) },
            "avoid" => this with { Conflicts = [.. Without(Conflicts, one), one], Preferred = Without(Preferred, one) },
            "allow" => this with { Conflicts = Without(Conflicts, one) },
            _ => this,
        };
    }

    /// <summary>Writes a person for a field or a button: the id, and the name that the page shows.</summary>
    public static string TextOf(Guid id, string? name) => $"{id}|{name}";

    IReadOnlyList<NamedUser> Raised(NamedUser person)
    {
        var list = Preferred.ToList();
        var at = list.FindIndex(one => one.UserId == person.UserId);
        if (at > 0)
            (list[at - 1], list[at]) = (list[at], list[at - 1]);
        return list;
    }

    string? Line(string name) => Text(name).Trim() is { Length: > 0 } text ? text : null;

    static IReadOnlyList<NamedUser> Without(IReadOnlyList<NamedUser> people, NamedUser person) =>
        [.. people.Where(one => one.UserId != person.UserId)];

    static Dictionary<string, string> TextsOf(string about, string languages, string? city, string? zone, string? company, string capacity) => new()
    {
        ["about"] = about,
        ["languages"] = languages,
        ["city"] = city ?? "",
        ["timeZone"] = zone ?? "",
        ["company"] = company ?? "",
        ["capacity"] = capacity,
    };

    static IReadOnlyList<NamedUser> People(IFormCollection form, string field) => [.. form[field].Select(PersonOf).OfType<NamedUser>()];

    static NamedUser? PersonOf(string? text) => (text ?? "").Split('|', 2) is [var id, .. var rest] && MentorshipReader.PersonOf(id) is { } found
        ? new(found, rest is [{ Length: > 0 } name] ? name : null)
        : null;
}
