using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Security.Cryptography;
using Bits.Jobs;
using Bits.Membership;
using Bits.Platform;
using Bits.Search;
using Npgsql;

namespace Bits.Testing;

/// <summary>The migrated database that every test class gets a copy of: made once for each state of the scripts, by
/// whichever test process comes first.</summary>
public static class TemplateDatabase
{
    static readonly Assembly[] Owners =
        [typeof(Memberships).Assembly, typeof(JobQueue).Assembly, typeof(Indexer).Assembly, typeof(PlatformSchema).Assembly];

    /// <summary>Its name, once it is there.</summary>
    public static Lazy<Task<string>> Name { get; } = new(CreateAsync);

    /// <summary>Runs a statement beside all databases.</summary>
    [SuppressMessage("Security", "CA2100", Justification = "Database names made here.")]
    public static async Task OnServerAsync(string sql)
    {
        await using var db = new NpgsqlConnection(await TestServer.ConnectionStringAsync("postgres"));
        await db.OpenAsync();
        await using var command = new NpgsqlCommand(sql, db);
        await command.ExecuteNonQueryAsync();
    }

    static async Task<string> CreateAsync()
    {
        var name = $"bits_template_{Fingerprint()}";
        await using var db = new NpgsqlConnection(await TestServer.ConnectionStringAsync("postgres") + ";Pooling=false");
        await db.OpenAsync();
        await ExecuteAsync(db, "select pg_advisory_lock(hashtext('bits.template'))");
        if (!await IsFinishedAsync(db, name))
            await MakeAsync(db, name);

        return name;
    }

    static async Task MakeAsync(NpgsqlConnection db, string name)
    {
        await ExecuteAsync(db, $"drop database if exists {name} with (force)");
        await ExecuteAsync(db, $"create database {name}");
        await using (var dataSource = NpgsqlDataSource.Create(
            await TestServer.ConnectionStringAsync(name) + ";Pooling=false"))
            await PlatformSchema.MigrateAsync(dataSource, CancellationToken.None);

        await ExecuteAsync(db, $"alter database {name} allow_connections false");
    }

    // Closed to connections: the last step of making it.
    static async Task<bool> IsFinishedAsync(NpgsqlConnection db, string name)
    {
        await using var command = new NpgsqlCommand(
            "select exists (select from pg_database where datname = $1 and not datallowconn)", db)
        {
            Parameters = { new() { Value = name } },
        };
        return (bool)(await command.ExecuteScalarAsync())!;
    }

    [SuppressMessage("Security", "CA2100", Justification = "Database names made here.")]
    static async Task ExecuteAsync(NpgsqlConnection db, string sql)
    {
        await using var command = new NpgsqlCommand(sql, db);
        await command.ExecuteNonQueryAsync();
    }

    static string Fingerprint()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var scripts = from owner in Owners
                      from resource in owner.GetManifestResourceNames()
                      where resource.EndsWith(".sql", StringComparison.Ordinal)
                      orderby resource
                      select (owner, resource);
        foreach (var (owner, resource) in scripts)
        {
            using var stream = owner.GetManifestResourceStream(resource)!;
            using var bytes = new MemoryStream();
            stream.CopyTo(bytes);
            hash.AppendData(bytes.ToArray());
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset().AsSpan(0, 6));
    }
}
