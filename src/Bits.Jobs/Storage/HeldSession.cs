using System.Data;
using System.Diagnostics.CodeAnalysis;
using Npgsql;

namespace Bits.Jobs;

/// <summary>Runs constant SQL on a held connection, and waits in the calling thread.</summary>
/// <param name="Connection">The connection.</param>
/// <param name="TimeoutSeconds">How long a statement may take.</param>
readonly record struct HeldSession(NpgsqlConnection Connection, int TimeoutSeconds)
{
    /// <summary>Runs a statement and returns the number of rows that it changed.</summary>
    public int Execute([ConstantExpected] string sql, params object?[] args)
    {
        using var command = Command(sql, args);
        return command.ExecuteNonQuery();
    }

    /// <summary>Runs a query and maps every row.</summary>
    public List<T> Query<T>([ConstantExpected] string sql, object?[] args, Func<NpgsqlDataReader, T> read)
    {
        using var command = Command(sql, args);
        using var reader = command.ExecuteReader(CommandBehavior.SingleResult);

        var rows = new List<T>();
        while (reader.Read())
            rows.Add(read(reader));

        return rows;
    }

    /// <summary>Runs a query and maps its first row; <c>default</c> for an empty result.</summary>
    public T? Find<T>([ConstantExpected] string sql, object?[] args, Func<NpgsqlDataReader, T> read)
    {
        using var command = Command(sql, args);
        using var reader = command.ExecuteReader(CommandBehavior.SingleRow);

        return reader.Read() ? read(reader) : default;
    }

    [SuppressMessage("Security", "CA2100", Justification = "Callers can only pass constants (CA1857).")]
    NpgsqlCommand Command(string sql, object?[] args)
    {
        var command = new NpgsqlCommand(sql, Connection) { CommandTimeout = TimeoutSeconds };
        foreach (var arg in args)
            command.Parameters.Add(arg as NpgsqlParameter ?? new() { Value = arg ?? DBNull.Value });

        return command;
    }
}
