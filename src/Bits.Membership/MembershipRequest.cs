namespace Bits.Membership;

/// <summary>The kind of a <see cref="MembershipRequest"/>.</summary>
public enum RequestKind
{
    /// <summary>A user asks to join.</summary>
    Request,

    /// <summary>A member or the system invites.</summary>
    Invitation,
}

/// <summary>The user's side of an invitation.</summary>
public enum InvitationSide
{
    /// <summary>The user made it.</summary>
    Given,

    /// <summary>It invites the user.</summary>
    Received,
}

/// <summary>A pending join request or invitation.</summary>
/// <param name="Id">The id.</param>
/// <param name="Kind">Request or invitation.</param>
/// <param name="UserId">The future member; null: the holder of the token.</param>
/// <param name="Scope">The scope.</param>
/// <param name="Role">The role that it gives.</param>
/// <param name="Note">The note; null: none.</param>
/// <param name="CreatedAt">The time of creation.</param>
/// <param name="Until">The end of its validity; null: none.</param>
/// <param name="CreatedBy">The maker; null: the system.</param>
public sealed record MembershipRequest(
    Guid Id,
    RequestKind Kind,
    Guid? UserId,
    Scope Scope,
    MemberRole Role,
    string? Note,
    DateTimeOffset CreatedAt,
    DateTimeOffset? Until,
    Guid? CreatedBy);

/// <summary>A new invitation with its token.</summary>
/// <param name="Id">The id; revoke the invitation by it.</param>
/// <param name="Token">The secret that allows one acceptance: 64 hexadecimal digits.</param>
/// <param name="Scope">The scope.</param>
/// <param name="Role">The role that it gives.</param>
/// <param name="Until">The end of its validity.</param>
public sealed record Invitation(Guid Id, string Token, Scope Scope, MemberRole Role, DateTimeOffset Until);
