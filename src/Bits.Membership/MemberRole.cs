using Bits.Shared;

namespace Bits.Membership;

/// <summary>The role of a member in a scope, with a rank. The host decides what each rank may do.</summary>
public enum MemberRole
{
    /// <summary>An ordinary member; rank 10.</summary>
    Member,

    /// <summary>Is mentored in a programme; rank 10.</summary>
    Mentee,

    /// <summary>Mentors in a programme; rank 10.</summary>
    Mentor,

    /// <summary>Moderates; rank 20.</summary>
    Moderator,

    /// <summary>Runs a mentorship programme; rank 30.</summary>
    Coordinator,

    /// <summary>Runs a scope; rank 30.</summary>
    Admin,

    /// <summary>Owns a scope; rank 40. A scope that has an owner keeps one.</summary>
    Owner,
}

/// <summary>The ranks of the roles, and their words in the table.</summary>
public static class MemberRoles
{
    /// <summary>Returns the rank: 10, 20, 30 or 40.</summary>
    public static int Rank(this MemberRole role) => role switch
    {
        MemberRole.Member or MemberRole.Mentee or MemberRole.Mentor => 10,
        MemberRole.Moderator => 20,
        MemberRole.Coordinator or MemberRole.Admin => 30,
        MemberRole.Owner => 40,
    };

    /// <summary>Returns the word in the table and on the wire, such as <c>moderator</c>.</summary>
    public static string ToText(this MemberRole role) => EnumText.ToText(role);

    /// <summary>Reads the word that <see cref="ToText"/> writes.</summary>
    /// <exception cref="FormatException">The text is not a role.</exception>
    public static MemberRole Parse(string text) => EnumText.Parse<MemberRole>(text);
}
