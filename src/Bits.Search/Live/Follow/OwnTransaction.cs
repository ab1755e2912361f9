using Npgsql;

namespace Bits.Search.Live.Follow;

/// <summary>Tells which changes the transaction of a connection sees.</summary>
static class OwnTransaction
{
    /// <summary>Lists the states of the transaction.</summary>
    public enum Kind
    {
        /// <summary>The transaction has written nothing: it sees what all others see.</summary>
        HasWrittenNothing,

        /// <summary>The transaction has written: it also sees its own changes.</summary>
        HasWritten,

        /// <summary>The transaction reads all statements from one snapshot, which may be old.</summary>
        HasOneSnapshot,
    }

    /// <summary>Returns the statement that asks the server. This is cheaper than reading changes for this connection
    /// alone.</summary>
    public static NpgsqlBatchCommand Command()
    {
        const string sql = """
            select case when current_setting('transaction_isolation') <> 'read committed' then 2
                        when pg_current_xact_id_if_assigned() is not null then 1
                        else 0 end
            """;

        return new(sql);
    }

    /// <summary>Reads the answer, and moves to the next result.</summary>
    public static async Task<Kind> ReadAsync(NpgsqlDataReader reader, CancellationToken ct)
    {
        await reader.ReadAsync(ct).ConfigureAwait(false);
        var kind = (Kind)reader.GetInt32(0);
        await reader.NextResultAsync(ct).ConfigureAwait(false);
        return kind;
    }
}
