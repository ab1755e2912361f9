using System.Globalization;
using Bits.Search;

namespace Bits.Platform;

/// <summary>The audience tags of the institute, for documents and callers.</summary>
public static class AudienceTags
{
    /// <summary>Gets the tag of every verified account.</summary>
    public static AudienceTag Institute { get; } = new("institute");

    /// <summary>Gets the tag of all alumni.</summary>
    public static AudienceTag Alumni { get; } = new("alumni");

    /// <summary>Gets the tag of all students.</summary>
    public static AudienceTag Students { get; } = new("students");

    /// <summary>Gets the tag of all faculty.</summary>
    public static AudienceTag Faculty { get; } = new("faculty");

    /// <summary>Gets the tag of all staff.</summary>
    public static AudienceTag Staff { get; } = new("staff");

    /// <summary>Returns the tag of the batch that graduated in <paramref name="year"/>.</summary>
    public static AudienceTag Batch(int year) => new("batch:" + year.ToString(CultureInfo.InvariantCulture));

    /// <summary>Returns the tag of a chapter's members.</summary>
    public static AudienceTag Chapter(Guid id) => new($"chapter:{id}");

    /// <summary>Returns the tag of a group's members.</summary>
    public static AudienceTag Group(Guid id) => new($"group:{id}");
}
