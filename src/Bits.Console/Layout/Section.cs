namespace Bits.Console.Layout;

/// <summary>A place in the console.</summary>
/// <param name="Group">The part of the menu.</param>
/// <param name="Name">The label.</param>
/// <param name="Path">The address within the console.</param>
/// <param name="Icon">The name of its icon.</param>
/// <param name="Key">The letter that leads there, after a g.</param>
/// <param name="Capability">What a visitor needs to see it.</param>
public sealed record Section(SectionGroup Group, string Name, string Path, string Icon, char Key, string Capability);

/// <summary>The parts of the menu, in their order.</summary>
public enum SectionGroup
{
    /// <summary>Jobs and those who run them.</summary>
    Work,

    /// <summary>Members and what they write.</summary>
    PeopleAndContent,

    /// <summary>The platform itself.</summary>
    Platform,
}

static class SectionGroups
{
    /// <summary>Returns the heading of a part of the menu.</summary>
    public static string Title(this SectionGroup group) => group switch
    {
        SectionGroup.Work => "Work",
        SectionGroup.PeopleAndContent => "People and content",
        SectionGroup.Platform => "Platform",
    };
}
