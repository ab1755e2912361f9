using Bits.Shared;
using Npgsql;

namespace Bits.Jobs;

/// <summary>Creates and updates the schema of this library, and grants rights on it.</summary>
public static class JobsSchema
{
    /// <summary>Brings the schema named by the connection's <c>search_path</c> up to date.</summary>
    /// <returns>The scripts that ran, such as <c>jobs_queue/0001_tables</c>; empty if the schema was up to date.</returns>
    /// <remarks>Safe to run at once from many processes: one migrates, the others wait. Takes a session lock, so use a
    /// direct connection, not a transaction pooler.</remarks>
    /// <exception cref="InvalidOperationException">A script that has run here was edited afterwards.</exception>
    public static Task<IReadOnlyList<string>> MigrateAsync(
        NpgsqlDataSource dataSource, CancellationToken ct = default) =>
        SchemaMigrator.MigrateAsync(dataSource, [Part], ct);

    /// <summary>Lists the scripts that <see cref="MigrateAsync"/> would run, such as <c>jobs_queue/0001_tables</c>. Changes
    /// nothing.</summary>
    /// <exception cref="InvalidOperationException">A script that has run here was edited afterwards.</exception>
    public static Task<IReadOnlyList<string>> ListMissingAsync(
        NpgsqlDataSource dataSource, CancellationToken ct = default) =>
        SchemaMigrator.ListMissingAsync(dataSource, [Part], ct);

    /// <summary>Grants a login exactly the rights that one kind of program needs. Every later migration grants them again,
    /// and revokes all other rights of the login on these tables. A login may have several kinds.</summary>
    /// <param name="dataSource">A data source that connects as the owner of the schema.</param>
    /// <param name="kind">The kind of program.</param>
    /// <param name="role">An existing role of the server that does not own the tables.</param>
    /// <param name="ct">Stops the query.</param>
    /// <exception cref="InvalidOperationException">The role does not exist, or it owns the tables.</exception>
    public static Task GrantAsync(
        NpgsqlDataSource dataSource, JobsRole kind, string role, CancellationToken ct = default) =>
        SchemaMigrator.GrantAsync(dataSource, [Part], kind.ToText(), role, ct);

    static readonly SchemaPart Part = SchemaPart.BesideType(typeof(JobsSchema), "jobs_queue");
}

/// <summary>The kind of a program that uses the queue; its grants are in <c>Schema/Access</c>.</summary>
public enum JobsRole
{
    /// <summary>Adds jobs, batches and workflows.</summary>
    Enqueuer,

    /// <summary>Runs jobs. A program whose handlers also add jobs is an <see cref="Enqueuer"/> too.</summary>
    Worker,

    /// <summary>Sees everything; retries, cancels, discards, pauses and limits.</summary>
    Operator,
}
