using System.Net.Sockets;
using Npgsql;

namespace Bits.Jobs;

/// <summary>Classifies exceptions by the class of their SQLSTATE (PostgreSQL, Appendix A: Error Codes).</summary>
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
        PostgresErrorCodes.LockNotAvailable => StoreFault.SomeRow, // another transaction holds that row
        PostgresErrorCodes.ReadOnlySqlTransaction => StoreFault.Server,
        ['2', '2' or '3', ..] => StoreFault.BadRow,
        ['0', '8', ..] or ['4', '0', ..] or ['5', '3' or '7' or '8', ..] => StoreFault.Server,
        _ => StoreFault.SomeRow, // a trigger, a right, a function: may affect one row only, and may be repaired
    };
}
