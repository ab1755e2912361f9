using System.Text.Json;

namespace Bits.Platform.Audit;

/// <summary>The details of a call for its audit event. Without details the event still has action, actor and scope; a
/// call that changed nothing can suppress it.</summary>
public sealed class AuditTrail
{
    readonly List<(AuditField Field, string? From, string? To)> _changes = [];

    internal bool IsEmpty { get; private set; }

    internal string? TargetType { get; private set; }

    internal string? TargetId { get; private set; }

    internal string? Reason { get; private set; }

    internal string? Looked { get; private set; }

    /// <summary>Sets the target, in addition to the scope.</summary>
    /// <param name="type">The type, such as <c>user</c> or <c>post</c>.</param>
    /// <param name="id">The id.</param>
    public AuditTrail Target(string type, object id)
    {
        (TargetType, TargetId) = (type, id.ToString());
        return this;
    }

    /// <summary>Adds a changed field with its old and new values, masked as the field declares.</summary>
    public AuditTrail Changed(AuditField field, object? from, object? to)
    {
        _changes.Add((field, field.Masked(Text(from)), field.Masked(Text(to))));
        return this;
    }

    /// <summary>Sets the actor's reason; erased with the actor.</summary>
    public AuditTrail Because(string reason)
    {
        Reason = reason;
        return this;
    }

    /// <summary>Sets what the actor searched or viewed; erased with the actor.</summary>
    public AuditTrail LookedFor(string what)
    {
        Looked = what;
        return this;
    }

    /// <summary>Sets whether anything changed; without a change the call leaves no event.</summary>
    public AuditTrail If(bool changed)
    {
        IsEmpty = !changed;
        return this;
    }

    internal string? Changes(bool personal)
    {
        var chosen = _changes.Where(c => c.Field.Sensitivity == Sensitivity.Personal == personal).ToList();
        return chosen.Count == 0
            ? null
            : JsonSerializer.Serialize(chosen.ToDictionary(c => c.Field.Name, c => new Change(c.From, c.To)), AuditJson.Options);
    }

    internal sealed record Change(string? From, string? To);

    static string? Text(object? value) => value switch
    {
        null => null,
        Enum word => JsonNamingPolicy.SnakeCaseLower.ConvertName(word.ToString()),
        IFormattable number => number.ToString(null, System.Globalization.CultureInfo.InvariantCulture),
        _ => value.ToString(),
    };
}
