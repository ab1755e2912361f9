namespace Bits.Platform.Audit;

/// <summary>Lists the classes of events, which set retention and alerts.</summary>
public enum AuditClass
{
    /// <summary>Everyday actions of members.</summary>
    Access,

    /// <summary>Actions of moderators and operators.</summary>
    Admin,

    /// <summary>Changes of accounts, sessions and rights. Failed attempts are kept too.</summary>
    Security,
}

/// <summary>Lists the outcomes of an audited action.</summary>
public enum AuditOutcome
{
    /// <summary>The action succeeded, in the transaction that wrote the event.</summary>
    Success,

    /// <summary>The actor lacks the right.</summary>
    Denied,

    /// <summary>The action was allowed, but failed.</summary>
    Failed,
}

/// <summary>Lists the kinds of actors.</summary>
public enum ActorKind
{
    /// <summary>A person.</summary>
    User,

    /// <summary>A machine with its own account.</summary>
    Service,

    /// <summary>An operator at the server's command line.</summary>
    Operator,

    /// <summary>The platform itself: a job, a task.</summary>
    System,
}
