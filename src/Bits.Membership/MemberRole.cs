namespace Bits.Membership;

/// <summary>What a member may do in a scope, by rank. What each rank is allowed is the host's business.</summary>
public enum MemberRole
{
    /// <summary>An ordinary member; rank 10.</summary>
    Member,

    /// <summary>Is mentored in a programme; rank 10.</summary>
    Mentee,

    /// <summary>Mentors in a programme; rank 10.</summary>
    Mentor,

    /// <summary>Keeps order; rank 20.</summary>
    Moderator,

    /// <summary>Runs a mentorship programme; rank 30.</summary>
    Coordinator,

    /// <summary>Runs a scope; rank 30.</summary>
    Admin,

    /// <summary>Owns a scope; rank 40. A scope that has an owner keeps one.</summary>
    Owner,
}

/// <summary>Ranks, and the roles as the table writes them.</summary>
public static class MemberRoles
{
    /// <summary>The rank: 10, 20, 30 or 40. Who acts on another must have the higher one.</summary>
    public static int Rank(this MemberRole role) => role switch
    {
        MemberRole.Member or MemberRole.Mentee or MemberRole.Mentor => 10,
        MemberRole.Moderator => 20,
        MemberRole.Coordinator or MemberRole.Admin => 30,
        MemberRole.Owner => 40,
    };

    /// <summary>The word in the table and on the wire, such as <c>moderator</c>.</summary>
    public static string ToText(this MemberRole role) => role switch
    {
        MemberRole.Member => "member",
        MemberRole.Mentee => "mentee",
        MemberRole.Mentor => "mentor",
        MemberRole.Moderator => "moderator",
        MemberRole.Coordinator => "coordinator",
        MemberRole.Admin => "admin",
        MemberRole.Owner => "owner",
    };

    /// <summary>Reads the word that <see cref="ToText"/> writes.</summary>
    /// <exception cref="FormatException">There is no such role.</exception>
    public static MemberRole Parse(string text)
    {
        foreach (var role in Enum.GetValues<MemberRole>())
        {
            if (role.ToText() == text)
                return role;
        }

        throw new FormatException(
            $"'{text}' is no role: use one of {string.Join(", ", Enum.GetValues<MemberRole>().Select(ToText))}.");
    }
}
