namespace Adminctl.Hosting;

/// <summary>The exit codes, as in docs/reference/adminctl.md.</summary>
static class ExitCodes
{
    /// <summary>Done.</summary>
    public const int Done = 0;

    /// <summary>Failed; standard error has the reason.</summary>
    public const int Failed = 1;

    /// <summary>Wrong usage.</summary>
    public const int Usage = 2;

    /// <summary>Done except for rejected input; the report lists it.</summary>
    public const int SomeRejected = 3;

    /// <summary>Checked, and the answer is no: not allowed, or not consistent.</summary>
    public const int No = 4;
}

/// <summary>Ends a command with a message: what is wrong and how to fix it.</summary>
sealed class CommandException(string message) : Exception(message);
