using Bits.Platform.Rpc;
using Bits.Shared;
using Npgsql;

namespace Bits.Platform.Features.Directory;

/// <summary>Lists the states of a connection.</summary>
public enum ConnectionState
{
    /// <summary>One has asked, the other has not answered.</summary>
    Pending,

    /// <summary>They are connected.</summary>
    Accepted,

    /// <summary>The other has declined. The one who asked sees it as pending.</summary>
    Declined,
}

/// <summary>The row of a pair of people.</summary>
/// <param name="RequestedBy">Who has asked.</param>
/// <param name="State">The state.</param>
sealed record Connection(Guid RequestedBy, ConnectionState State)
{
    /// <summary>Returns the ids of a pair in the order of the table.</summary>
    public static (Guid Low, Guid High) Pair(Guid one, Guid other) => one.CompareTo(other) < 0 ? (one, other) : (other, one);

    /// <summary>Finds the row of a pair, and locks it until the transaction ends.</summary>
    public static async Task<Connection?> LockAsync(NpgsqlConnection db, Guid one, Guid other, CancellationToken ct)
    {
        const string oneAtATime = "select pg_advisory_xact_lock(hashtextextended('directory.connect:' || $1::text || $2::text, 0))";
        const string sql = """
            select requested_by, state from directory_connection where low_id = $1 and high_id = $2 for update
            """;

        var (low, high) = Pair(one, other);
        await db.ExecuteAsync(oneAtATime, [low.ToString(), high.ToString()], ct);
        return await db.FindAsync(sql, [low, high], Read, ct);
    }

    /// <summary>Returns the rows of a user with some people, by person.</summary>
    public static async Task<IReadOnlyDictionary<Guid, Connection>> ListAsync(
        NpgsqlConnection db, Guid userId, IReadOnlyCollection<Guid> people, CancellationToken ct)
    {
        const string sql = """
            select requested_by, state, high_id from directory_connection where low_id = $1 and high_id = any($2)
            union all
            select requested_by, state, low_id from directory_connection where high_id = $1 and low_id = any($2)
            """;

        return (await db.QueryAsync(sql, [userId, people.ToArray()], row => (row.GetGuid(2), Read(row)), ct)).ToDictionary();
    }

    /// <summary>Returns the query for all people who are connected with a user.</summary>
    public static BatchedQuery<Guid[]> ConnectedQuery(Guid userId)
    {
        const string sql = """
            select array(
                select high_id from directory_connection where low_id = $1 and state = 'accepted'
                union all
                select low_id from directory_connection where high_id = $1 and state = 'accepted')
            """;

        return new(sql, [userId], row => row.GetFieldValue<Guid[]>(0));
    }

    /// <summary>Returns how a user sees the connection.</summary>
    public ConnectionView SeenBy(Guid userId) => State switch
    {
        ConnectionState.Accepted => ConnectionView.Connected,
        ConnectionState.Pending => RequestedBy == userId ? ConnectionView.Requested : ConnectionView.Received,
        ConnectionState.Declined => RequestedBy == userId ? ConnectionView.Requested : ConnectionView.None,
    };

    static Connection Read(NpgsqlDataReader row) => new(row.GetGuid(0), EnumText.Parse<ConnectionState>(row.GetString(1)));
}

/// <summary>Lists what a connection is for one of its two people.</summary>
public enum ConnectionView
{
    /// <summary>They are not connected.</summary>
    None,

    /// <summary>The user has asked.</summary>
    Requested,

    /// <summary>The other has asked, and waits for an answer.</summary>
    Received,

    /// <summary>They are connected.</summary>
    Connected,
}
