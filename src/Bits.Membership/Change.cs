using Bits.Shared;

namespace Bits.Membership;

/// <summary>The actor and the reason of a change; both are written to the row and to the ledger.</summary>
public sealed record Change
{
    /// <summary>The longest reason, in characters.</summary>
    public const int MaxReasonLength = 1000;

    Change(Guid? actorId, string reason)
    {
        ArgumentNullException.ThrowIfNull(reason);
        if (string.IsNullOrWhiteSpace(reason))
            throw new InvalidArgumentException(nameof(reason), "is empty. Say why.");
        (ActorId, Reason) = (actorId, CheckedText(reason, nameof(reason))!);
    }

    /// <summary>The actor; null: the system.</summary>
    public Guid? ActorId { get; }

    /// <summary>The reason, for humans; 1 to 1,000 characters.</summary>
    public string Reason { get; }

    /// <summary>Names a user as the actor.</summary>
    /// <exception cref="InvalidArgumentException">The reason is empty, too long or contains NUL.</exception>
    public static Change By(Guid actorId, string reason) => new(actorId, reason);

    /// <summary>Names the system as the actor: an import, a job, a clean-up.</summary>
    /// <exception cref="InvalidArgumentException">The reason is empty, too long or contains NUL.</exception>
    public static Change BySystem(string reason) => new(null, reason);

    /// <summary>Checks that the database can keep a text unchanged.</summary>
    internal static string? CheckedText(string? text, string name)
    {
        if (UnicodeText.Length(text) is > MaxReasonLength and var length)
            throw new InvalidArgumentException(name, $"has {length} characters. Shorten it to {MaxReasonLength}.");
        if (text?.Contains('\0', StringComparison.Ordinal) == true)
            throw new InvalidArgumentException(name, "contains a NUL character. Remove it.");
        if (!UnicodeText.IsWhole(text))
            throw new InvalidArgumentException(name, "contains half of a character. Remove it.");

        return text;
    }
}
