using System.Net.Sockets;
using Npgsql;

namespace Bits.Jobs;

/// <summary>Tells faults of the server from faults of a row, by the class of the SQLSTATE
/// (PostgreSQL, Appendix A: Error Codes).</summary>
static class StoreFaults
{
    public static StoreFault Classify(Exception e) => e switch
    {
        PostgresException refused => Classify(refused.SqlState),
        NpgsqlException or TimeoutException or SocketException or IOException => StoreFault.Server,
        OperationCanceledException or ObjectDisposedException => StoreFault.Server,
        _ => StoreFault.None,
    };

    static StoreFault Classify(string state) => state switch
    {
        PostgresErrorCodes.LockNotAvailable => StoreFault.SomeRow, // only whoever holds that row is in the way
        PostgresErrorCodes.ReadOnlySqlTransaction => StoreFault.Server,
        ['2', '2' or '3', ..] => StoreFault.BadRow,
        ['0', '8', ..] or ['4', '0', ..] or ['5', '3' or '7' or '8', ..] => StoreFault.Server,
        _ => StoreFault.SomeRow, // a trigger, a right, a function: perhaps of one row alone, and somebody may mend it
    };
}
