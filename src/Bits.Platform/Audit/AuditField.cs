using Bits.Shared;

namespace Bits.Platform.Audit;

/// <summary>How much of a value the audit log may show.</summary>
public enum Sensitivity
{
    /// <summary>All of it, for as long as the event is kept.</summary>
    Public,

    /// <summary>Its last two characters, and that only until the person is erased.</summary>
    Personal,

    /// <summary>Only that it changed.</summary>
    Secret,
}

/// <summary>A field whose changes are audited; its owner declares it once.</summary>
/// <param name="Name">Its name in the event.</param>
/// <param name="Sensitivity">How much of its values is shown.</param>
public sealed record AuditField(string Name, Sensitivity Sensitivity = Sensitivity.Public)
{
    const int Shown = 2;
    const string Mask = "•••";

    /// <summary>A value as the log may show it; null stays null.</summary>
    public string? Masked(string? value) => (value, Sensitivity) switch
    {
        (null, _) => null,
        (_, Sensitivity.Public) => value,
        ({ Length: > 2 * Shown }, Sensitivity.Personal) => Mask + value[UnicodeText.Border(value, value.Length - Shown)..],
        _ => Mask,
    };
}
