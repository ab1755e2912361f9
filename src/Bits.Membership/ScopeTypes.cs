namespace Bits.Membership;

/// <summary>The built-in scope types. A host adds its own to <see cref="MembershipOptions.ScopeTypes"/>.</summary>
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

    /// <summary>All built-in scope types.</summary>
    public static IReadOnlyList<string> All { get; } = [Batch, Chapter, Group, MentorshipProgramme];
}
