using Npgsql;

namespace Bits.Console.Hosting;

/// <summary>The way to the database for pages: few connections, and no statement longer than a visitor waits.</summary>
/// <param name="DataSource">Made with what <see cref="Configure"/> sets.</param>
public sealed record ConsoleDatabase(NpgsqlDataSource DataSource)
{
    const int Connections = 8;
    const int LimitMilliseconds = 2_000;

    /// <summary>How long a statement of a page may take.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromMilliseconds(LimitMilliseconds);

    /// <summary>Sets what pages need. Not for a connection through a pooler in transaction mode: the time limit is set when a
    /// session begins.</summary>
    public static void Configure(NpgsqlConnectionStringBuilder address)
    {
        address.ApplicationName = "bits-console";
        address.MaxPoolSize = Connections;
        address.Options = $"{address.Options} -c statement_timeout={LimitMilliseconds}".Trim();
    }
}
