using Bits.Platform.Audit;

namespace Bits.Console.Features.Audit;

/// <summary>The model of the audit log's page.</summary>
/// <param name="Events">A page of events.</param>
/// <param name="Names">The names of the actors.</param>
/// <param name="UnknownActor">The actor of the filter that matches no account.</param>
/// <param name="Next">The place where the next page begins.</param>
public sealed record AuditModel(
    IReadOnlyList<AuditEntry> Events, IReadOnlyDictionary<Guid, string> Names, string? UnknownActor, string? Next)
{
    /// <summary>Returns the display name of an event's actor.</summary>
    public string Actor(AuditEntry entry) => entry.ActorId is { } id
        ? Names.GetValueOrDefault(id, id.ToString())
        : entry.ActorKind == "system" ? "the platform" : "at the command line";

    /// <summary>Returns the reason; null when absent or erased.</summary>
    public static string? Reason(AuditEntry entry) =>
        entry.Personal is { ValueKind: System.Text.Json.JsonValueKind.Object } personal && personal.TryGetProperty("reason", out var reason)
            ? reason.GetString()
            : null;
}
