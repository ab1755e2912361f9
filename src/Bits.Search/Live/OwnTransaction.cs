using Bits.Shared;
using Npgsql;

namespace Bits.Search.Live;

/// <summary>What the transaction of a connection asks of an answer.</summary>
static class OwnTransaction
{
    /// <summary>How it stands.</summary>
    public enum Kind
    {
        /// <summary>It sees what everybody sees.</summary>
        HasWrittenNothing,

        /// <summary>It sees its own changes too.</summary>
        HasWritten,

        /// <summary>All its statements see one moment of the past.</summary>
        HasOneSnapshot,
    }

    /// <summary>Asks the server, which is cheaper than reading changes for this connection alone.</summary>
    public static Task<Kind> ReadAsync(NpgsqlConnection db, CancellationToken ct)
    {
        const string sql = """
            select case when current_setting('transaction_isolation') <> 'read committed' then 2
                        when pg_current_xact_id_if_assigned() is not null then 1
                        else 0 end
            """;

        return db.FindAsync(sql, [], row => (Kind)row.GetInt32(0), ct);
    }
}
