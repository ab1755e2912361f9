using System.Security.Cryptography;
using System.Text;

namespace Bits.Shared;

/// <summary>A function, view or trigger of a part, embedded as <c>Schema/Functions/area/name.sql</c>. A migration
/// applies it again whenever its text differs from the database, so the file shows what runs.</summary>
/// <param name="App">The owner of the tables, such as <c>jobs_queue</c>; also the prefix of the name.</param>
/// <param name="Area">The folder.</param>
/// <param name="Name">The name, from the file name.</param>
/// <param name="Sql">One <c>create or replace</c>, and the function of a trigger too.</param>
/// <param name="Version">The version of the assembly: a program never replaces the function of a later version.</param>
sealed record SchemaFunction(string App, string Area, string Name, string Sql, Version Version)
{
    const string Frozen = "-- frozen";
    const string Definer = "security definer";

    /// <summary>Gets whether an index, a constraint or a default uses it. Such a function is applied before the tables
    /// and never changes.</summary>
    public bool IsFrozen => Sql.StartsWith(Frozen, StringComparison.Ordinal);

    /// <summary>Gets whether it runs with the rights of its owner. Ignores comments.</summary>
    public bool IsDefiner => Sql.Split('\n').Any(
        line => !line.StartsWith("--", StringComparison.Ordinal) && line.Contains(Definer, StringComparison.Ordinal));

    /// <summary>Gets the fingerprint of the text.</summary>
    public string Checksum => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Sql)));

    /// <summary>Gets the name in the result of a migration.</summary>
    public string FullName => $"{App}/{Area}/{Name}";

    /// <summary>Reads the files in <c>Schema/Functions</c> of <paramref name="owner"/>'s assembly.</summary>
    public static IReadOnlyList<SchemaFunction> BesideType(Type owner, string app)
    {
        var folder = $"{owner.Namespace}.Schema.Functions.";
        var version = owner.Assembly.GetName().Version ?? new();
        return
        [
            .. owner.Assembly.GetManifestResourceNames()
                .Where(resource => resource.StartsWith(folder, StringComparison.Ordinal))
                .Order(StringComparer.Ordinal)
                .Select(resource => Read(owner, app, version, resource, path: resource[folder.Length..^".sql".Length])),
        ];
    }

    static SchemaFunction Read(Type owner, string app, Version version, string resource, string path)
    {
        var dot = path.LastIndexOf('.');
        using var reader = new StreamReader(owner.Assembly.GetManifestResourceStream(resource)!);
        return new(app, path[..dot], path[(dot + 1)..], reader.ReadToEnd(), version);
    }
}
