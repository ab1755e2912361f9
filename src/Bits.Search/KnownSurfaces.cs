namespace Bits.Search;

/// <summary>The surfaces of an installation at one time. Immutable.</summary>
/// <param name="surfaces">The names, and whether titles are people's names.</param>
sealed class KnownSurfaces(IEnumerable<(string Name, bool TitlesAreNames)> surfaces)
{
    readonly Dictionary<string, bool> _surfaces = surfaces.ToDictionary(s => s.Name, s => s.TitlesAreNames);

    /// <summary>Returns whether the titles of a surface are people's names.</summary>
    public bool AreNames(string surface) => _surfaces.GetValueOrDefault(surface);

    /// <summary>Throws for an unknown surface.</summary>
    /// <exception cref="InvalidArgumentException">The surface is unknown; the message names it and the known ones.</exception>
    public void Require(string surface)
    {
        if (surface is null || !_surfaces.ContainsKey(surface))
            throw new InvalidArgumentException(
                nameof(surface),
                $"'{surface}' is not a known surface. Use one of {string.Join(", ", _surfaces.Keys.Order(StringComparer.Ordinal))}, "
                + "or add it with SearchSchema.MigrateAsync.");
    }
}
