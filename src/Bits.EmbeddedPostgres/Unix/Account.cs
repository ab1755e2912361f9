using System.Globalization;
using System.Runtime.Versioning;

namespace Bits.EmbeddedPostgres.Unix;

/// <summary>A user of the system.</summary>
[UnsupportedOSPlatform("windows")]
sealed record Account(string Name, uint Id, uint Group)
{
    /// <summary>Finds the account with a name.</summary>
    public static Account? Named(string name) => All().FirstOrDefault(account => account.Name == name);

    /// <summary>Finds the owner of a file, with or without a known name; null when the file is missing.</summary>
    public static Account? OwnerOf(string path) => Posix.OwnerOf(path) is var (user, group)
        ? All().FirstOrDefault(account => account.Id == user) ?? new($"{user}", user, group)
        : null;

    static IEnumerable<Account> All()
    {
        foreach (var line in File.ReadLines("/etc/passwd"))
        {
            if (line.Split(':') is [var name, _, var id, var group, ..]
                && uint.TryParse(id, CultureInfo.InvariantCulture, out var user)
                && uint.TryParse(group, CultureInfo.InvariantCulture, out var primary))
                yield return new(name, user, primary);
        }
    }
}
