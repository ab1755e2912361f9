using Bits.Shared;

namespace Bits.Platform.Audit;

/// <summary>Lists how much of a value the audit log shows.</summary>
public enum Sensitivity
{
    /// <summary>The whole value, for as long as the event is kept.</summary>
    Public,

    /// <summary>The last two characters, until the person is erased.</summary>
    Personal,

    /// <summary>Only the fact of the change.</summary>
    Secret,
}

/// <summary>A field whose changes are audited. Its owner declares it once.</summary>
/// <param name="Name">The name in the event.</param>
/// <param name="Sensitivity">The visible part of its values.</param>
public sealed record AuditField(string Name, Sensitivity Sensitivity = Sensitivity.Public)
{
    const int Shown = 2;
    const string Mask = "•••";

    /// <summary>Masks a value for the log; null stays null.</summary>
    public string? Masked(string? value) => (value, Sensitivity) switch
    {
        (null, _) => null,
        (_, Sensitivity.Public) => value,
        ({ Length: > 2 * Shown }, Sensitivity.Personal) => Mask + value[UnicodeText.Border(value, value.Length - Shown)..],
        _ => Mask,
    };
}
