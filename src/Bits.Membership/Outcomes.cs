namespace Bits.Membership;

/// <summary>The outcome of joining.</summary>
public enum JoinOutcome
{
    /// <summary>The user is a member now.</summary>
    Joined,

    /// <summary>The user was a member already; nothing was written.</summary>
    AlreadyMember,

    /// <summary>The user is banned and stays banned; nothing was written.</summary>
    Banned,
}

/// <summary>What an add does with a banned user. There is no default: decide.</summary>
public enum OnBanned
{
    /// <summary>Keeps the ban. Imports, backfills and approvals use this.</summary>
    Refuse,

    /// <summary>Lifts the ban and adds the user.</summary>
    Reinstate,
}

/// <summary>The outcome of an add.</summary>
public enum AddOutcome
{
    /// <summary>The user is a member now: new, or back after having left.</summary>
    Added,

    /// <summary>The user was a member, and has the new role or end now.</summary>
    Changed,

    /// <summary>The user was a member with this role and end already; nothing was written.</summary>
    AlreadyMember,

    /// <summary>The user was banned, and is a member now.</summary>
    Reinstated,

    /// <summary>The user is banned and stays banned; nothing was written.</summary>
    Banned,

    /// <summary>The user is the only owner and would lose the role; nothing was written.</summary>
    LastOwner,

    /// <summary>An earlier line of the list names the same user and scope; this line was skipped.</summary>
    Repeated,
}

/// <summary>The outcome of leaving or removing.</summary>
public enum RemoveOutcome
{
    /// <summary>The user is no longer a member.</summary>
    Removed,

    /// <summary>The user was not a member; nothing was written.</summary>
    NotMember,

    /// <summary>The user is banned and stays banned: leaving does not end a ban.</summary>
    Banned,

    /// <summary>The user is the only owner; nothing was written. Transfer the ownership first.</summary>
    LastOwner,
}

/// <summary>The outcome of a ban.</summary>
public enum BanOutcome
{
    /// <summary>The user is banned now, member or not.</summary>
    Banned,

    /// <summary>The user was banned until this end already; nothing was written.</summary>
    AlreadyBanned,

    /// <summary>The user was banned already; the ban has the new end now.</summary>
    EndChanged,

    /// <summary>The user is an owner; nothing was written. Give the user another role first.</summary>
    Owner,
}

/// <summary>The outcome of lifting a ban.</summary>
public enum UnbanOutcome
{
    /// <summary>The ban is lifted. The user is not a member, and may join again.</summary>
    Lifted,

    /// <summary>The ban is lifted. The user is a member in the former role again.</summary>
    Restored,

    /// <summary>The user was not banned; nothing was written.</summary>
    NotBanned,
}

/// <summary>What a user is after the ban is lifted.</summary>
public enum AfterBan
{
    /// <summary>Not a member, but free to join.</summary>
    Left,

    /// <summary>A member in the former role, unless that membership has ended since; then not a member.</summary>
    AsBefore,
}

/// <summary>The outcome of setting a role.</summary>
public enum SetRoleOutcome
{
    /// <summary>The member has the role now.</summary>
    Changed,

    /// <summary>The member had the role already; nothing was written.</summary>
    Unchanged,

    /// <summary>The user is not a member; nothing was written.</summary>
    NotMember,

    /// <summary>The member is the only owner; nothing was written. Transfer the ownership first.</summary>
    LastOwner,
}

/// <summary>The outcome of transferring the ownership.</summary>
public enum TransferOutcome
{
    /// <summary>The new owner is an owner, the former one an admin.</summary>
    Transferred,

    /// <summary>The present owner does not own the scope; nothing was written.</summary>
    NotOwner,

    /// <summary>The new owner is not a member; nothing was written.</summary>
    NotMember,
}

/// <summary>The outcome of a join request.</summary>
public enum RequestOutcome
{
    /// <summary>The request is pending.</summary>
    Requested,

    /// <summary>A request was pending already; nothing was written.</summary>
    AlreadyRequested,

    /// <summary>The user is a member already; nothing was written.</summary>
    AlreadyMember,

    /// <summary>The user is banned; nothing was written.</summary>
    Banned,
}

/// <summary>The outcome of approving a request.</summary>
public enum ApproveOutcome
{
    /// <summary>The user is a member now.</summary>
    Admitted,

    /// <summary>The user was a member already; the request is closed.</summary>
    AlreadyMember,

    /// <summary>The user is banned and stays banned; the request is closed.</summary>
    Banned,

    /// <summary>The request is unknown or decided; nothing was written.</summary>
    NotPending,
}

/// <summary>The outcome of accepting an invitation.</summary>
public enum AcceptOutcome
{
    /// <summary>The user is a member now.</summary>
    Joined,

    /// <summary>The user was a member already and keeps the role; the invitation is used.</summary>
    AlreadyMember,

    /// <summary>The user is banned and stays banned; the invitation is used.</summary>
    Banned,

    /// <summary>The invitation is unknown, for another user, used, revoked, void or expired; nothing was written.</summary>
    NotFound,

    /// <summary>The maker may no longer give the role; the invitation is void.</summary>
    Void,

    /// <summary>The user made the invitation; nothing was written, and it stays valid for others.</summary>
    Own,
}
