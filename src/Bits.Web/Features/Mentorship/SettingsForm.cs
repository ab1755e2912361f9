using System.Globalization;
using Bits.Pages.Parts;
using Bits.Platform.Features.Mentorship.Programmes;
using Bits.Platform.Rpc;
using Bits.Web.Parts;
using Microsoft.AspNetCore.Http;

namespace Bits.Web.Features.Mentorship;

/// <summary>What the form of a programme shows: the settings, or what was typed.</summary>
/// <param name="Texts">The texts, by the names of the inputs.</param>
/// <param name="AllowsGender">Whether applicants may state a gender.</param>
/// <param name="Policy">How a run assigns.</param>
public sealed record SettingsForm(IReadOnlyDictionary<string, string> Texts, bool AllowsGender, MatchingPolicy Policy)
{
    const int ApplicationDays = 30;
    const int StartDays = 45;
    const int EndDays = 225;

    /// <summary>Makes the form of a new programme.</summary>
    public static SettingsForm New(DateTimeOffset now, TimeZoneInfo zone) => new(new Dictionary<string, string>
    {
        ["applicationsEndAt"] = Day(now.AddDays(ApplicationDays), zone),
        ["startsAt"] = Day(now.AddDays(StartDays), zone),
        ["endsAt"] = Day(now.AddDays(EndDays), zone),
        ["maxCapacity"] = "3",
        ["answerDays"] = "7",
        ["checkInWeeks"] = "4",
        ["zone"] = zone.Id,
    }, AllowsGender: false, MatchingPolicy.MostValue);

    /// <summary>Makes the form of a programme.</summary>
    public static SettingsForm Of(GetProgramme.Response p, TimeZoneInfo zone) => new(new Dictionary<string, string>
    {
        ["name"] = p.Programme.Name,
        ["description"] = p.Programme.Description,
        ["topics"] = string.Join('\n', p.Topics),
        ["mentorTags"] = string.Join('\n', p.MentorTags),
        ["menteeTags"] = string.Join('\n', p.MenteeTags),
        ["mentorQuestions"] = string.Join('\n', p.MentorQuestions),
        ["menteeQuestions"] = string.Join('\n', p.MenteeQuestions),
        ["applicationsEndAt"] = MentorshipReader.TextOf(p.Programme.ApplicationsEndAt, zone),
        ["startsAt"] = MentorshipReader.TextOf(p.Programme.StartsAt, zone),
        ["endsAt"] = MentorshipReader.TextOf(p.Programme.EndsAt, zone),
        ["maxCapacity"] = Number(p.MaxCapacity),
        ["answerDays"] = Number(p.AnswerDays),
        ["checkInWeeks"] = Number(p.CheckInWeeks),
        ["topicWeight"] = Number(p.Weights.Topic),
        ["languageWeight"] = Number(p.Weights.Language),
        ["cityWeight"] = Number(p.Weights.City),
        ["timeZoneWeight"] = Number(p.Weights.TimeZone),
        ["preferenceWeight"] = Number(p.Weights.Preference),
        ["genderWeight"] = Number(p.Weights.Gender),
        ["zone"] = zone.Id,
        ["version"] = Number(p.Version),
    }, p.AllowsGender, p.Policy);

    /// <summary>Reads what was typed.</summary>
    public static SettingsForm Of(IFormCollection form) => new(
        form.Where(field => !field.Key.StartsWith('_')).ToDictionary(field => field.Key, field => $"{field.Value}".ReplaceLineEndings("\n")),
        form["allowsGender"] == "true", Words.Find<MatchingPolicy>(form["policy"]) ?? MatchingPolicy.MostValue);

    /// <summary>Returns a text.</summary>
    public string Text(string name) => Texts.GetValueOrDefault(name, "");

    /// <summary>Returns the weights, for the fields of the form.</summary>
    public MatchingWeights Weights(MatchingWeights present) => new(
        Value("topicWeight") ?? present.Topic, Value("languageWeight") ?? present.Language, Value("cityWeight") ?? present.City,
        Value("timeZoneWeight") ?? present.TimeZone, Value("preferenceWeight") ?? present.Preference, Value("genderWeight") ?? present.Gender);

    /// <summary>Returns the request that creates the programme.</summary>
    /// <exception cref="FaultException">A time cannot be read.</exception>
    public CreateProgramme.Request AsCreate() => new(
        Text("name").Trim(), Lines("topics"), Time("applicationsEndAt"), Time("startsAt"), Time("endsAt"), Text("description").Trim(),
        Lines("mentorTags"), Lines("menteeTags"), Lines("mentorQuestions"), Lines("menteeQuestions"), AllowsGender, Policy,
        MaxCapacity: Value("maxCapacity") ?? 0, AnswerDays: Value("answerDays") ?? 0, CheckInWeeks: Value("checkInWeeks") ?? 0);

    /// <summary>Returns the request that saves the settings.</summary>
    /// <param name="id">The programme.</param>
    /// <param name="isDraft">Whether questions may still change.</param>
    /// <exception cref="FaultException">A time cannot be read.</exception>
    public UpdateProgramme.Request AsUpdate(Guid id, bool isDraft) => new(
        id, Text("name").Trim(), Text("description").Trim(), Lines("topics"), Lines("mentorTags"), Lines("menteeTags"),
        isDraft ? Lines("mentorQuestions") : null, isDraft ? Lines("menteeQuestions") : null, AllowsGender, Policy, Value("topicWeight"),
        Value("languageWeight"), Value("cityWeight"), Value("timeZoneWeight"), Value("preferenceWeight"), Value("genderWeight"),
        Value("maxCapacity"), Value("answerDays"), Value("checkInWeeks"), Time("applicationsEndAt"), Time("startsAt"), Time("endsAt"),
        Value("version"));

    string[] Lines(string name) => Text(name).Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    int? Value(string name) => int.TryParse(Text(name), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    DateTimeOffset Time(string name) => MentorshipReader.TimeOf(name, Text(name), Zones.Find(Text("zone")));

    static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);

    static string Day(DateTimeOffset time, TimeZoneInfo zone) => MentorshipReader.TextOf(time, zone)[..10] + "T00:00";
}
