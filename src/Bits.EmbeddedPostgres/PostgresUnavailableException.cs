namespace Bits.EmbeddedPostgres;

/// <summary>There is no usable PostgreSQL, and the reader of the message can mend that: it names the remedy.</summary>
/// <remarks>
/// No programs found, data of another major version, a folder that must not be used, a server that is too old, cannot
/// be reached, or does not fold the case of letters.
/// </remarks>
public sealed class PostgresUnavailableException : Exception
{
    /// <summary>Creates the exception.</summary>
    public PostgresUnavailableException()
    {
    }

    /// <summary>Creates the exception with a message that says what is wrong and how to mend it.</summary>
    public PostgresUnavailableException(string message) : base(message)
    {
    }

    /// <summary>Creates the exception with a message and what led to it.</summary>
    public PostgresUnavailableException(string message, Exception? innerException) : base(message, innerException)
    {
    }
}
