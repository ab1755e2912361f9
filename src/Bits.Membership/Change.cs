using Bits.Shared;

namespace Bits.Membership;

/// <summary>By whose hand a membership changes, and why: written to the row and to the ledger.</summary>
public sealed record Change
{
    /// <summary>The longest reason, in characters.</summary>
    public const int MaxReasonLength = 1000;

    Change(Guid? actorId, string reason)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(reason);
        (ActorId, Reason) = (actorId, CheckedText(reason, nameof(reason))!);
    }

    /// <summary>Who did it; null for the system itself.</summary>
    public Guid? ActorId { get; }

    /// <summary>Why, in words for a human; 1 to 1,000 characters.</summary>
    public string Reason { get; }

    /// <summary>A person did it.</summary>
    /// <exception cref="ArgumentException">The reason is empty, too long or contains NUL.</exception>
    public static Change By(Guid actorId, string reason) => new(actorId, reason);

    /// <summary>The system did it: an import, a job, a clean-up.</summary>
    /// <exception cref="ArgumentException">The reason is empty, too long or contains NUL.</exception>
    public static Change BySystem(string reason) => new(null, reason);

    /// <summary>Words that the database will keep as they are.</summary>
    internal static string? CheckedText(string? text, string name)
    {
        if (UnicodeText.Length(text) is > MaxReasonLength and var length)
            throw new ArgumentException($"The {name} has {length} characters; shorten it to {MaxReasonLength}.", name);
        if (text?.Contains('\0', StringComparison.Ordinal) == true)
            throw new ArgumentException($"The {name} contains a NUL character; remove it.", name);
        if (!UnicodeText.IsWhole(text))
            throw new ArgumentException($"The {name} contains half of a character; remove it.", name);

        return text;
    }
}
