namespace Bits.Platform.Features.Directory.Demo;

/// <summary>What the five well-known people of the demo data say, in place of what chance gave them.</summary>
static class DemoWellKnown
{
    // In the order of DemoPeople: Asha Rao, Bikram Sen, Chitra Iyer, Divya Nair, Esther Dias.
    static readonly (Func<ProfileFields, ProfileFields> Complete, (ProfileField Field, Audience Audience)[] Restricted)[] All =
    [
        (fields => fields with
        {
            SpokenName = "AA-shaa Raav",
            Nicknames = ["Ash"],
            Headline = "Rows at dawn, plans power grids after breakfast.",
            Degree = "B.E. (Hons.)",
            Branch = "Chemical",
            City = "Pune",
            Company = "Surya Grid",
            Title = "Project Engineer",
            Industry = "Energy",
            Skills = ["rooftop solar", "grid planning", "rowing"],
            Languages = ["English", "Kannada", "Marathi"],
            Links = ["https://people.example/asha"],
            Phone = "+915500000000",
            Email = "asha@demo.bits.example",
            OpenTo = [OpenTo.Mentoring, OpenTo.Reunions],
        }, [(ProfileField.Phone, Audience.OnlyMe), (ProfileField.Skills, Audience.Groups), (ProfileField.Nicknames, Audience.Batch)]),
        (fields => fields with
        {
            Nicknames = ["Bik"],
            Headline = "Builds bridges.",
            Degree = "B.E. (Hons.)",
            Branch = "Civil",
            City = "Kolkata",
            Company = "Setu Works",
            Title = "Project Manager",
            Industry = "Construction",
            Skills = ["tendering", "bridges"],
            Languages = ["Bengali", "English"],
            Phone = "+915500000001",
            Email = "bikram@demo.bits.example",
            OpenTo = [OpenTo.Hiring],
        }, [(ProfileField.Phone, Audience.Batch), (ProfileField.Company, Audience.Connections), (ProfileField.Title, Audience.Connections)]),
        (fields => fields with
        {
            SpokenName = "CHIT-raa EYE-er",
            FormerNames = ["Chitra Raman"],
            Headline = "Chemist, choir singer, sceptic.",
            Degree = "Ph.D.",
            Branch = "Chemical",
            City = "Chennai",
            Company = "Neem Biologics",
            Title = "Senior Scientist",
            Industry = "Pharmaceuticals",
            Skills = ["chromatography", "clinical trials"],
            Languages = ["Tamil", "English", "German"],
            Email = "chitra@demo.bits.example",
            OpenTo = [OpenTo.Mentoring, OpenTo.JobOffers],
        }, [(ProfileField.FormerNames, Audience.Everyone), (ProfileField.City, Audience.Groups), (ProfileField.OpenTo, Audience.Batch)]),
        (fields => fields with
        {
            Headline = "Keeps this network running.",
            Degree = "M.Sc. (Hons.)",
            Branch = "Mathematics",
            City = "Kochi",
            Company = "Nilgiri Software",
            Title = "Engineering Manager",
            Industry = "Software",
            Skills = ["PostgreSQL", "code review"],
            Languages = ["Malayalam", "English"],
            Email = "divya@demo.bits.example",
            OpenTo = [OpenTo.Hiring, OpenTo.Reunions],
        }, [(ProfileField.City, Audience.Connections)]),
        (fields => fields with
        {
            Nicknames = ["Essie"],
            Headline = "Writes about trains.",
            Degree = "M.Sc. (Hons.)",
            Branch = "Economics",
            City = "Panaji",
            Company = "The Evening Ledger",
            Title = "Editor",
            Industry = "Media",
            Skills = ["editing", "storytelling"],
            Languages = ["Konkani", "Portuguese", "English"],
            Email = "esther@demo.bits.example",
            OpenTo = [OpenTo.Reunions],
        }, [(ProfileField.Headline, Audience.Batch), (ProfileField.Skills, Audience.OnlyMe)]),
    ];

    /// <summary>Returns the fields of a well-known person.</summary>
    public static ProfileFields Complete(int number, ProfileFields fields) => All[number].Complete(fields with
    {
        SpokenName = null,
        Nicknames = [],
        FormerNames = [],
        Links = [],
        Phone = null,
    });

    /// <summary>Returns the audiences of a well-known person.</summary>
    public static IReadOnlyDictionary<ProfileField, Audience> AudiencesOf(int number)
    {
        var audiences = FieldRules.Defaults.ToDictionary();
        foreach (var (field, audience) in All[number].Restricted)
            audiences[field] = audience;
        return audiences;
    }
}
