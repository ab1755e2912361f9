namespace Bits.Membership;

/// <summary>The kinds of scope that the platform knows. A host names its own in
/// <see cref="MembershipOptions.ScopeTypes"/>.</summary>
public static class ScopeTypes
{
    /// <summary>A graduation year; the id is the year: <c>2018</c>.</summary>
    public const string Batch = "batch";

    /// <summary>An alumni chapter; the id is the uuid of its group.</summary>
    public const string Chapter = "chapter";

    /// <summary>An interest group; the id is its uuid.</summary>
    public const string Group = "group";

    /// <summary>A mentorship programme; the id is its uuid.</summary>
    public const string MentorshipProgramme = "mentorship_programme";

    /// <summary>All of these.</summary>
    public static IReadOnlyList<string> All { get; } = [Batch, Chapter, Group, MentorshipProgramme];
}
