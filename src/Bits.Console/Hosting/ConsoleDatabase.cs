using Npgsql;

namespace Bits.Console.Hosting;

/// <summary>The database connections of pages: few, with a statement time-out.</summary>
/// <param name="DataSource">The data source, configured by <see cref="Configure"/>.</param>
public sealed record ConsoleDatabase(NpgsqlDataSource DataSource)
{
    const int Connections = 8;
    const int LimitMilliseconds = 2_000;

    /// <summary>The time-out of a page's statements.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromMilliseconds(LimitMilliseconds);

    /// <summary>Configures the connections of pages. Not for a pooler in transaction mode: the time-out is set at the
    /// start of a session.</summary>
    public static void Configure(NpgsqlConnectionStringBuilder address)
    {
        address.ApplicationName = "bits-console";
        address.MaxPoolSize = Connections;
        address.Options = $"{address.Options} -c statement_timeout={LimitMilliseconds}".Trim();
    }
}
