using Bits.Shared;

namespace Bits.Platform.Accounts;

/// <summary>Selects people by what the institute knows of them. Each condition narrows; an empty one selects all.</summary>
/// <param name="FromBatch">The first year of graduation; null for all.</param>
/// <param name="ToBatch">The last year of graduation; null for all.</param>
/// <param name="Campuses">The campuses, in lower case.</param>
/// <param name="Roles">The relations to the institute.</param>
public sealed record AccountSelection(
    int? FromBatch, int? ToBatch, IReadOnlyList<string> Campuses, IReadOnlyList<PrimaryRole> Roles)
{
    /// <summary>Gets whether it selects everyone.</summary>
    public bool IsEmpty => FromBatch is null && ToBatch is null && Campuses.Count == 0 && Roles.Count == 0;

    internal string[] RoleWords => [.. Roles.Select(role => role.ToText())];
}
