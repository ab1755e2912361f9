namespace Bits.Load;

/// <summary>What the exit code says.</summary>
static class ExitCodes
{
    /// <summary>Measured; never: good enough.</summary>
    public const int Measured = 0;

    /// <summary>Not measured; the reason stands on standard error.</summary>
    public const int Failed = 1;

    /// <summary>The command line is wrong.</summary>
    public const int Usage = 2;
}

/// <summary>The command line is wrong; the message names the option and says what to give.</summary>
sealed class UsageException(string message) : Exception(message);
