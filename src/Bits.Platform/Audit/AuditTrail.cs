using System.Text.Json;

namespace Bits.Platform.Audit;

/// <summary>What a call says about itself for its audit event. A call that says nothing leaves an event all the same,
/// with its action, actor and scope; one that has changed nothing says so and leaves none.</summary>
public sealed class AuditTrail
{
    readonly List<(AuditField Field, string? From, string? To)> _changes = [];

    internal bool IsEmpty { get; private set; }

    internal string? TargetType { get; private set; }

    internal string? TargetId { get; private set; }

    internal string? Reason { get; private set; }

    internal string? Looked { get; private set; }

    /// <summary>What was acted on, beside the scope.</summary>
    /// <param name="type">What sort of thing, such as <c>user</c> or <c>post</c>.</param>
    /// <param name="id">Which.</param>
    public AuditTrail Target(string type, object id)
    {
        (TargetType, TargetId) = (type, id.ToString());
        return this;
    }

    /// <summary>A field had one value and has another now; values are masked as the field declares.</summary>
    public AuditTrail Changed(AuditField field, object? from, object? to)
    {
        _changes.Add((field, field.Masked(Text(from)), field.Masked(Text(to))));
        return this;
    }

    /// <summary>Why, in the actor's words; forgotten with the actor.</summary>
    public AuditTrail Because(string reason)
    {
        Reason = reason;
        return this;
    }

    /// <summary>What was looked for or at, as the actor gave it; forgotten with the actor.</summary>
    public AuditTrail LookedFor(string what)
    {
        Looked = what;
        return this;
    }

    /// <summary>Whether anything was changed at all: where nothing was to do, the call leaves no event.</summary>
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
