namespace Bits.EmbeddedPostgres;

/// <summary>Reports that there is no usable PostgreSQL; the message names the remedy.</summary>
/// <remarks>
/// Missing programs, data of another major version, a folder that must not be used, a server that is too old,
/// unreachable, or does not fold the case of letters.
/// </remarks>
public sealed class PostgresUnavailableException : Exception
{
    /// <summary>Creates the exception.</summary>
    public PostgresUnavailableException()
    {
    }

    /// <summary>Creates the exception with a message that says what is wrong and how to fix it.</summary>
    public PostgresUnavailableException(string message) : base(message)
    {
    }

    /// <summary>Creates the exception with a message and its cause.</summary>
    public PostgresUnavailableException(string message, Exception? innerException) : base(message, innerException)
    {
    }
}
