using System.Text;
using Npgsql;

namespace Bits.Platform.Rpc;

/// <summary>Keeps the keys by which a host protects what it hands to a browser during a login. Called a few times in a
/// program's life, and by an interface that knows no waiting.</summary>
public static class HandshakeKeys
{
    /// <summary>All keys, as they were added.</summary>
    public static IReadOnlyList<string> List(NpgsqlDataSource dataSource)
    {
        using var command = dataSource.CreateCommand("select value from rpc_secret where name like 'handshake.%' order by name");
        using var reader = command.ExecuteReader();
        var keys = new List<string>();
        while (reader.Read())
            keys.Add(Encoding.UTF8.GetString(reader.GetFieldValue<byte[]>(0)));

        return keys;
    }

    /// <summary>Adds a key; one of that name that is there stays.</summary>
    public static void Add(NpgsqlDataSource dataSource, string name, string key)
    {
        using var command = dataSource.CreateCommand(
            "insert into rpc_secret (name, value) values ('handshake.' || $1, $2) on conflict do nothing");
        command.Parameters.Add(new() { Value = name });
        command.Parameters.Add(new() { Value = Encoding.UTF8.GetBytes(key) });
        command.ExecuteNonQuery();
    }
}
