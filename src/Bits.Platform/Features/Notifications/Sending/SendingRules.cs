namespace Bits.Platform.Features.Notifications.Sending;

/// <summary>Lists the rules that keep a notification from its recipient on a channel, for now or for good.</summary>
public enum SendingRule
{
    /// <summary>The account is closed.</summary>
    AccountClosed,

    /// <summary>What it is about was removed.</summary>
    SubjectGone,

    /// <summary>The recipient may not read in its scope, or has left it; or is no member of it, and it is news.</summary>
    NotAMember,

    /// <summary>The recipient has blocked who did it.</summary>
    Blocked,

    /// <summary>The recipient's level in the scope excludes it.</summary>
    Muted,

    /// <summary>The recipient has read it in the app.</summary>
    AlreadyRead,

    /// <summary>The recipient has turned the kind off on the channel, or digests off.</summary>
    TurnedOff,

    /// <summary>The recipient has no address on the channel.</summary>
    NoAddress,

    /// <summary>The address gets nothing more: it does not exist, or its owner complained.</summary>
    Suppressed,

    /// <summary>It could not be sent in time: within <see cref="SendingRules.GoodFor"/>, or in a digest within
    /// <see cref="SendingRules.GoodForDigest"/>.</summary>
    TooLate,

    /// <summary>It waits for the recipient's digest.</summary>
    Digest,

    /// <summary>It waits for the end of the recipient's quiet hours.</summary>
    QuietHours,

    /// <summary>It waits until the channel may reach another recipient.</summary>
    Budget,

    /// <summary>It waits as the provider asked, or could not be reached.</summary>
    Provider,
}

/// <summary>What the rules of a delivery depend on, as it is now.</summary>
sealed record DeliveryFacts
{
    public required Importance Importance { get; init; }

    public required NotificationSettings Settings { get; init; }

    public required DeliveryMode Mode { get; init; }

    public required DateTimeOffset PlannedAt { get; init; }

    public bool HasAccount { get; init; } = true;

    public bool HasSubject { get; init; } = true;

    public bool MayRead { get; init; } = true;

    public bool IsBlocked { get; init; }

    public bool IsMuted { get; init; }

    public bool IsRead { get; init; }

    public bool HasAddress { get; init; } = true;

    public bool IsSuppressed { get; init; }
}

/// <summary>What becomes of a delivery now.</summary>
abstract record Verdict
{
    /// <summary>It is sent.</summary>
    public sealed record Send : Verdict;

    /// <summary>It waits for the digest.</summary>
    public sealed record Hold : Verdict;

    /// <summary>It waits until a moment.</summary>
    public sealed record Wait(DateTimeOffset Until, SendingRule Rule) : Verdict;

    /// <summary>It is not sent.</summary>
    public sealed record Cancel(SendingRule Rule) : Verdict;
}

/// <summary>Decides what becomes of a delivery. The order of the rules is the order in which they explain it: what is out of
/// the recipient's hands comes first.</summary>
static class SendingRules
{
    /// <summary>How long a message is worth sending.</summary>
    public static readonly TimeSpan GoodFor = TimeSpan.FromDays(7);

    /// <summary>How long a part of a digest is worth sending; a weekly one may be missed once.</summary>
    public static readonly TimeSpan GoodForDigest = TimeSpan.FromDays(15);

    /// <summary>Decides about a message of its own.</summary>
    public static Verdict Decide(DeliveryFacts facts, DateTimeOffset now) =>
        Obstacle(facts) is { } rule ? new Verdict.Cancel(rule)
        : IsForDigest(facts) ? new Verdict.Hold()
        : now - facts.PlannedAt > GoodFor ? new Verdict.Cancel(SendingRule.TooLate)
        : facts.Settings.QuietUntil(now) is { } end ? new Verdict.Wait(end, SendingRule.QuietHours)
        : new Verdict.Send();

    /// <summary>Decides about a part of a digest that is due. What the recipient now wants at once comes with it too.</summary>
    public static Verdict DecideInDigest(DeliveryFacts facts, DateTimeOffset now) =>
        Obstacle(facts) is { } rule ? new Verdict.Cancel(rule)
        : now - facts.PlannedAt > GoodForDigest ? new Verdict.Cancel(SendingRule.TooLate)
        : facts.Settings.QuietUntil(now) is { } end ? new Verdict.Wait(end, SendingRule.QuietHours)
        : new Verdict.Send();

    static SendingRule? Obstacle(DeliveryFacts facts) => facts switch
    {
        { HasAccount: false } => SendingRule.AccountClosed,
        { HasSubject: false } => SendingRule.SubjectGone,
        { MayRead: false } => SendingRule.NotAMember,
        { IsBlocked: true } => SendingRule.Blocked,
        { HasAddress: false } => SendingRule.NoAddress,
        { IsSuppressed: true } => SendingRule.Suppressed,
        { IsRead: true } => SendingRule.AlreadyRead,
        { Importance: Importance.Required } => null,
        { IsMuted: true } => SendingRule.Muted,
        { Mode: DeliveryMode.Off } => SendingRule.TurnedOff,
        { Mode: DeliveryMode.Digest, Settings.Digest: DigestRhythm.Off } => SendingRule.TurnedOff,
        _ => null,
    };

    static bool IsForDigest(DeliveryFacts facts) =>
        facts is { Importance: not Importance.Required, Mode: DeliveryMode.Digest };
}
