namespace Bits.Platform.Mail;

/// <summary>A mail to one person.</summary>
/// <param name="To">The address.</param>
/// <param name="Name">The name of the person.</param>
/// <param name="Subject">The subject, one line.</param>
/// <param name="Text">The text, plain.</param>
public sealed record OutgoingMail(string To, string Name, string Subject, string Text)
{
    /// <summary>Gets the same text as HTML; null for a plain mail.</summary>
    public string? Html { get; init; }

    /// <summary>Gets the part of the Message-ID before the domain; null for a random one. Letters, digits, dots, dashes.</summary>
    public string? MessageId { get; init; }

    /// <summary>Gets the address that unsubscribes by one POST (RFC 8058) or shows a form; null for a mail that cannot be
    /// unsubscribed from.</summary>
    public Uri? Unsubscribe { get; init; }
}

/// <summary>The server refuses a mail for good; another attempt would end the same way.</summary>
/// <param name="answer">The answer of the server.</param>
/// <param name="isDeadAddress">Whether the address does not exist (RFC 3463, 5.1.x).</param>
/// <param name="cause">The error of the connection.</param>
public sealed class MailRefusedException(string answer, bool isDeadAddress, Exception cause)
    : Exception($"The mail server refuses this mail: {answer}", cause)
{
    /// <summary>Gets whether the address does not exist.</summary>
    public bool IsDeadAddress { get; } = isDeadAddress;
}

/// <summary>The connection ended before the server had answered: the mail may be sent.</summary>
/// <param name="message">What happened.</param>
/// <param name="cause">The error of the connection.</param>
public sealed class MailOutcomeUnknownException(string message, Exception cause) : IOException(message, cause);
