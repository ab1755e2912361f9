using System.Security.Cryptography;
using System.Text;

namespace Bits.Shared;

/// <summary>The rights of one kind of login on a part, embedded as <c>Schema/Access/worker.sql</c>. The file may be
/// edited: a migration applies a changed text again.</summary>
/// <param name="App">The part, which is also the prefix of its tables and functions.</param>
/// <param name="Kind">The kind of login, or <see cref="Owner"/>.</param>
/// <param name="Sql">The statements; <c>:role</c> stands for the login.</param>
sealed record SchemaAccess(string App, string Kind, string Sql)
{
    /// <summary>The kind of the file with the owner's own default privileges.</summary>
    public const string Owner = "owner";

    /// <summary>The login of a program that uses the whole part.</summary>
    public const string Application = "application";

    /// <summary>Reads the files in the <c>Schema/Access</c> folder beside <paramref name="owner"/>.</summary>
    public static IReadOnlyList<SchemaAccess> BesideType(Type owner, string app)
    {
        var folder = $"{owner.Namespace}.Schema.Access.";
        return
        [
            .. owner.Assembly.GetManifestResourceNames()
                .Where(resource => resource.StartsWith(folder, StringComparison.Ordinal))
                .Order(StringComparer.Ordinal)
                .Select(resource => Read(owner, app, resource, kind: resource[folder.Length..^".sql".Length])),
        ];
    }

    /// <summary>Computes a fingerprint of a part's rights, to detect changes.</summary>
    public static string Checksum(IEnumerable<SchemaAccess> access) => Convert.ToHexStringLower(
        SHA256.HashData(Encoding.UTF8.GetBytes(string.Join(
            '\n', access.Select(a => $"{a.Kind}\n{a.Sql}").Prepend(SchemaRights.Version)))));

    static SchemaAccess Read(Type owner, string app, string resource, string kind)
    {
        using var reader = new StreamReader(owner.Assembly.GetManifestResourceStream(resource)!);
        return new(app, kind, reader.ReadToEnd());
    }
}
