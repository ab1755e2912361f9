using System.Security.Cryptography;
using System.Text;

namespace Bits.Shared;

/// <summary>What one kind of login may do with a part, embedded as <c>Schema/Access/worker.sql</c>. The file may be
/// edited: every migration that finds another text applies it again.</summary>
/// <param name="App">The part; also the prefix of its tables and functions.</param>
/// <param name="Kind">The kind of login, or <see cref="Owner"/>.</param>
/// <param name="Sql">The statements; <c>:role</c> stands for the login.</param>
sealed record SchemaAccess(string App, string Kind, string Sql)
{
    /// <summary>The kind of the file that says which functions run with the rights of their owner.</summary>
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

    /// <summary>Fingerprint of what is said about a part, so that another text is noticed.</summary>
    public static string Checksum(string app, IEnumerable<SchemaAccess> access) => Convert.ToHexStringLower(
        SHA256.HashData(Encoding.UTF8.GetBytes(string.Join(
            '\n', access.Where(a => a.App == app).Select(a => $"{a.Kind}\n{a.Sql}").Prepend(SchemaRights.Version)))));

    static SchemaAccess Read(Type owner, string app, string resource, string kind)
    {
        using var reader = new StreamReader(owner.Assembly.GetManifestResourceStream(resource)!);
        return new(app, kind, reader.ReadToEnd());
    }
}
