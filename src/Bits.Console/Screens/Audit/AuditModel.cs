using Bits.Platform.Audit;

namespace Bits.Console.Screens.Audit;

/// <summary>What the page of the audit log shows.</summary>
/// <param name="Events">A page.</param>
/// <param name="Names">Of the actors.</param>
/// <param name="UnknownActor">What was typed as the actor and is nobody's.</param>
/// <param name="Next">The place that the next page begins behind.</param>
public sealed record AuditModel(
    IReadOnlyList<AuditEntry> Events, IReadOnlyDictionary<Guid, string> Names, string? UnknownActor, string? Next)
{
    /// <summary>Who did it, as it is to be read.</summary>
    public string Actor(AuditEntry entry) => entry.ActorId is { } id
        ? Names.GetValueOrDefault(id, id.ToString())
        : entry.ActorKind == "system" ? "the platform" : "at the command line";

    /// <summary>The reason that was given; null for none, or one that was forgotten.</summary>
    public static string? Reason(AuditEntry entry) =>
        entry.Personal is { ValueKind: System.Text.Json.JsonValueKind.Object } personal && personal.TryGetProperty("reason", out var reason)
            ? reason.GetString()
            : null;
}
