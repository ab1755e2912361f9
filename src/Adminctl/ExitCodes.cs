namespace Adminctl;

/// <summary>What the exit code says; docs/reference/adminctl.md lists the same.</summary>
static class ExitCodes
{
    /// <summary>Done.</summary>
    public const int Done = 0;

    /// <summary>Not done; the reason stands on standard error.</summary>
    public const int Failed = 1;

    /// <summary>The command line is wrong.</summary>
    public const int Usage = 2;

    /// <summary>Done, but for some input that was rejected; the report says which.</summary>
    public const int SomeRejected = 3;

    /// <summary>Looked, and the answer is no: not allowed, does not add up.</summary>
    public const int No = 4;
}

/// <summary>Ends a command with a message for the operator: what is wrong and how to mend it.</summary>
sealed class CommandException(string message) : Exception(message);
