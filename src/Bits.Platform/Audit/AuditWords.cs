namespace Bits.Platform.Audit;

/// <summary>How long an event is kept, and how closely it is watched.</summary>
public enum AuditClass
{
    /// <summary>What people do every day.</summary>
    Access,

    /// <summary>What those do who keep order or run the platform.</summary>
    Admin,

    /// <summary>What touches accounts, sessions and rights. A failed attempt is kept too.</summary>
    Security,
}

/// <summary>How an audited action ended.</summary>
public enum AuditOutcome
{
    /// <summary>It was done, in the transaction that wrote the event.</summary>
    Success,

    /// <summary>The actor may not.</summary>
    Denied,

    /// <summary>It was allowed, and came to nothing.</summary>
    Failed,
}

/// <summary>What sort of actor did it.</summary>
public enum ActorKind
{
    /// <summary>A person.</summary>
    User,

    /// <summary>A machine with an account of its own.</summary>
    Service,

    /// <summary>Somebody at the command line of the server.</summary>
    Operator,

    /// <summary>The platform itself: a job, a clean-up.</summary>
    System,
}

/// <summary>Writes the words of the table.</summary>
static class AuditWords
{
    public static string ToText(this AuditClass value) => value switch
    {
        AuditClass.Access => "access",
        AuditClass.Admin => "admin",
        AuditClass.Security => "security",
    };

    public static string ToText(this AuditOutcome value) => value switch
    {
        AuditOutcome.Success => "success",
        AuditOutcome.Denied => "denied",
        AuditOutcome.Failed => "failed",
    };

    public static string ToText(this ActorKind value) => value switch
    {
        ActorKind.User => "user",
        ActorKind.Service => "service",
        ActorKind.Operator => "operator",
        ActorKind.System => "system",
    };
}
