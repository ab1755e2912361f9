using Bits.Platform.Demo;
using Bits.Platform.Features.Directory;
using Bits.Platform.Features.Directory.Demo;

namespace Bits.Platform.Tests.Features.Directory;

public sealed class DirectoryDemoTests
{
    static readonly IReadOnlyList<Profile> Profiles = Compose();

    [Fact]
    public void The_profiles_are_always_the_same()
    {
        var again = Compose();

        Assert.Equal(
            Profiles.Take(200).Select(profile => (profile.Fields.Headline, profile.Fields.City, profile.Audiences[ProfileField.Company])),
            again.Take(200).Select(profile => (profile.Fields.Headline, profile.Fields.City, profile.Audiences[ProfileField.Company])));
    }

    [Fact]
    public void Every_profile_could_have_been_typed() => Assert.All(Profiles, profile =>
    {
        var fields = profile.Fields;
        var typed = ProfileChange.Apply(Profile.Of(profile.UserId), new(
            fields.SpokenName, fields.Nicknames, fields.FormerNames, fields.Headline, fields.Degree, fields.Branch, fields.City, fields.Company,
            fields.Title, fields.Industry, fields.Skills, fields.Languages, fields.Links, fields.Phone, fields.Email, fields.OpenTo));

        Assert.Empty(ProfileChange.ListChanged(profile, typed));
    });

    [Fact]
    public void About_a_quarter_of_the_fields_is_restricted_and_some_people_say_nothing()
    {
        var restricted = Profiles.Average(profile => profile.Audiences.Average(pair => pair.Value == FieldRules.Defaults[pair.Key] ? 0.0 : 1.0));

        Assert.InRange(restricted, 0.18, 0.30);
        Assert.InRange(Profiles.Count, 4_500, 4_800); // of 5,000
    }

    static List<Profile> Compose() =>
        [.. DemoPeople.Take(5_000).Select((person, number) => DemoProfiles.Compose(number, Guid.CreateVersion7(), person)).OfType<Profile>()];
}
