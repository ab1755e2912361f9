namespace Bits.EmbeddedPostgres;

/// <summary>A PostgreSQL server that is there for as long as this object is.</summary>
public sealed class PostgresServer;
