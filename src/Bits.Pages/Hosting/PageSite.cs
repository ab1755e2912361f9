namespace Bits.Pages.Hosting;

/// <summary>A site of pages, such as the admin console.</summary>
/// <param name="Name">The name, such as <c>console</c>: it begins its cookies, and its events in the audit log.</param>
/// <param name="Path">The path of the first page, such as <c>/admin</c>; empty for the root of the host.</param>
/// <param name="Capability">The capability that its forms and its live stream need; a call checks its own besides.</param>
public sealed record PageSite(string Name, string Path, string Capability)
{
    /// <summary>Gets the address of the first page, within the host.</summary>
    public string First => Path.Length == 0 ? "/" : Path;

    /// <summary>Returns an address within this site; that of the first page for any other address.</summary>
    /// <param name="pathBase">The path of the host.</param>
    /// <param name="address">The address that a browser has sent.</param>
    public string Local(string pathBase, string? address)
    {
        var root = pathBase + Path;
        var isLocal = address is not null && !address.Any(char.IsControl) && !address.Contains('\\', StringComparison.Ordinal)
            && (address == root || address.StartsWith($"{root}/", StringComparison.Ordinal))
            && !address.StartsWith("//", StringComparison.Ordinal);
        return isLocal && address!.Length > 0 ? address : pathBase + First;
    }
}
