namespace Bits.Platform.Features.Mentorship.Applications;

/// <summary>An application as the applicant and the coordinators read it.</summary>
/// <param name="UserId">The applicant.</param>
/// <param name="Name">Their name; null when the account is gone.</param>
/// <param name="Role">What they apply as.</param>
/// <param name="State">The state.</param>
/// <param name="About">A few words.</param>
/// <param name="Topics">The topics.</param>
/// <param name="Languages">The languages.</param>
/// <param name="City">The city; null when not stated.</param>
/// <param name="TimeZone">The time zone; null when not stated.</param>
/// <param name="Company">The company; null when not stated.</param>
/// <param name="Gender">The gender; null when not stated.</param>
/// <param name="PreferredGender">The preferred gender of the mentor; null for no preference.</param>
/// <param name="Answers">The answers to the questions.</param>
/// <param name="Preferred">The preferred mentors, best first.</param>
/// <param name="Conflicts">Whom they must not be matched with.</param>
/// <param name="ExcludesSameCompany">Whether a match of the same company is excluded.</param>
/// <param name="Capacity">The places of a mentor.</param>
/// <param name="Taken">The taken places.</param>
/// <param name="Version">The version.</param>
/// <param name="UpdatedAt">The time of the last change.</param>
public sealed record ApplicationView(
    Guid UserId, string? Name, ApplicantRole Role, ApplicationState State, string About, IReadOnlyList<string> Topics,
    IReadOnlyList<string> Languages, string? City, string? TimeZone, string? Company, StatedGender? Gender,
    StatedGender? PreferredGender, IReadOnlyList<string> Answers, IReadOnlyList<Programmes.NamedUser> Preferred,
    IReadOnlyList<Programmes.NamedUser> Conflicts, bool ExcludesSameCompany, int Capacity, int Taken, int Version, DateTimeOffset UpdatedAt)
{
    /// <summary>Returns whose names <see cref="Of"/> needs.</summary>
    internal static IEnumerable<Guid> People(Application a) => [a.UserId, .. a.Preferred, .. a.Conflicts];

    internal static ApplicationView Of(Application a, IReadOnlyDictionary<Guid, string> names) => new(
        a.UserId, names.GetValueOrDefault(a.UserId), a.Role, a.State, a.About, a.Topics, a.Languages, a.City, a.TimeZone, a.Company,
        a.Gender, a.PreferredGender, a.Answers, [.. a.Preferred.Select(id => Programmes.NamedUser.Of(id, names))],
        [.. a.Conflicts.Select(id => Programmes.NamedUser.Of(id, names))], a.ExcludesSameCompany, a.Capacity, a.Taken, a.Version,
        a.UpdatedAt);
}
