namespace Bits.Membership;

/// <summary>What came of a self-service join.</summary>
public enum JoinOutcome
{
    /// <summary>Is a member now.</summary>
    Joined,

    /// <summary>Was one already; nothing was written.</summary>
    AlreadyMember,

    /// <summary>Is banned and stays so; nothing was written.</summary>
    Banned,
}

/// <summary>What an administrator wants done with somebody who is banned. There is no default: say it.</summary>
public enum OnBanned
{
    /// <summary>Leave the ban alone. Imports, backfills and approvals use this.</summary>
    Refuse,

    /// <summary>Lift the ban and add.</summary>
    Reinstate,
}

/// <summary>What came of an administrator's add.</summary>
public enum AddOutcome
{
    /// <summary>Is a member now: new, or back after having left.</summary>
    Added,

    /// <summary>Was a member; has the new role or end now.</summary>
    Changed,

    /// <summary>Was a member in this role until this end already; nothing was written.</summary>
    AlreadyMember,

    /// <summary>Was banned; the ban is lifted and the user is a member.</summary>
    Reinstated,

    /// <summary>Is banned and stays so; nothing was written.</summary>
    Banned,

    /// <summary>Is the only owner and would no longer be; nothing was written.</summary>
    LastOwner,

    /// <summary>Stands further up in the same list for the same scope; this line was passed over.</summary>
    Repeated,
}

/// <summary>What came of leaving or of being removed.</summary>
public enum RemoveOutcome
{
    /// <summary>Is no member any more.</summary>
    Removed,

    /// <summary>Was none; nothing was written.</summary>
    NotMember,

    /// <summary>Is banned and stays so: a ban does not end by leaving.</summary>
    Banned,

    /// <summary>Is the only owner; nothing was written. Make another one first.</summary>
    LastOwner,
}

/// <summary>What came of a ban.</summary>
public enum BanOutcome
{
    /// <summary>Is banned now; also somebody who never was a member.</summary>
    Banned,

    /// <summary>Was banned until this end already; nothing was written.</summary>
    AlreadyBanned,

    /// <summary>Was banned already; the ban has the new end now.</summary>
    EndChanged,

    /// <summary>Is an owner; nothing was written. Give the user another role first.</summary>
    Owner,
}

/// <summary>What came of lifting a ban.</summary>
public enum UnbanOutcome
{
    /// <summary>Is banned no more, and no member either: may join again.</summary>
    Lifted,

    /// <summary>Is what the user was before the ban: a member in that role.</summary>
    Restored,

    /// <summary>Was not banned; nothing was written.</summary>
    NotBanned,
}

/// <summary>What somebody is whose ban is lifted.</summary>
public enum AfterBan
{
    /// <summary>No member, but free to join.</summary>
    Left,

    /// <summary>What they were when they were banned: a member in that role, if that has not ended since; else no
    /// member.</summary>
    AsBefore,
}

/// <summary>What came of giving a role.</summary>
public enum SetRoleOutcome
{
    /// <summary>Has the role now.</summary>
    Changed,

    /// <summary>Had it already; nothing was written.</summary>
    Unchanged,

    /// <summary>Is no member; nothing was written.</summary>
    NotMember,

    /// <summary>Is the only owner and would no longer be; nothing was written. Hand the scope over first.</summary>
    LastOwner,
}

/// <summary>What came of handing a scope over.</summary>
public enum TransferOutcome
{
    /// <summary>The one is an owner, the other an admin.</summary>
    Transferred,

    /// <summary>Who would hand over does not own the scope; nothing was written.</summary>
    NotOwner,

    /// <summary>Who would be handed the scope is no member; nothing was written.</summary>
    NotMember,
}

/// <summary>What came of asking to be let in.</summary>
public enum RequestOutcome
{
    /// <summary>The request waits to be decided.</summary>
    Requested,

    /// <summary>It waited already; nothing was written.</summary>
    AlreadyRequested,

    /// <summary>Is a member already; nothing was written.</summary>
    AlreadyMember,

    /// <summary>Is banned; nothing was written.</summary>
    Banned,
}

/// <summary>What came of granting a request.</summary>
public enum ApproveOutcome
{
    /// <summary>Is a member now.</summary>
    Admitted,

    /// <summary>Was one already; the request is closed.</summary>
    AlreadyMember,

    /// <summary>Is banned and stays so; the request is closed.</summary>
    Banned,

    /// <summary>There is no such request that waits; nothing was written.</summary>
    NotPending,
}

/// <summary>What came of accepting an invitation.</summary>
public enum AcceptOutcome
{
    /// <summary>Is a member now.</summary>
    Joined,

    /// <summary>Was one already, in the role they had; the invitation is used up.</summary>
    AlreadyMember,

    /// <summary>Is banned and stays so; the invitation is used up.</summary>
    Banned,

    /// <summary>No such invitation, or it is somebody else's, used up, taken back, void or too old; nothing was written.
    /// </summary>
    NotFound,

    /// <summary>Its maker may not give its role any more; the invitation is void, nobody is let in.</summary>
    Void,

    /// <summary>The user has made it; nothing was written, and it stays good for others.</summary>
    Own,
}
