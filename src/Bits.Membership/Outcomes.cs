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

    /// <summary>Was a member; has the new role now.</summary>
    RoleChanged,

    /// <summary>Was a member in this role already; nothing was written.</summary>
    AlreadyMember,

    /// <summary>Was banned; the ban is lifted and the user is a member.</summary>
    Reinstated,

    /// <summary>Is banned and stays so; nothing was written.</summary>
    Banned,

    /// <summary>Is the only owner and would no longer be; nothing was written.</summary>
    LastOwner,
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

    /// <summary>Was banned already; nothing was written.</summary>
    AlreadyBanned,

    /// <summary>Is an owner; nothing was written. Give the user another role first.</summary>
    Owner,
}

/// <summary>What came of lifting a ban.</summary>
public enum UnbanOutcome
{
    /// <summary>Is banned no more, and no member either: may join again.</summary>
    Lifted,

    /// <summary>Was not banned; nothing was written.</summary>
    NotBanned,
}
