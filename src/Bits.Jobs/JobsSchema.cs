using Bits.Shared;
using Npgsql;

namespace Bits.Jobs;

/// <summary>The table of this library: <c>jobs_queue_job</c>.</summary>
public static class JobsSchema
{
    /// <summary>Brings the schema named by the connection's <c>search_path</c> up to date.</summary>
    /// <returns>The scripts that ran, such as <c>jobs_queue/0001_job</c>; none when nothing was to do.</returns>
    /// <remarks>Safe to run at once from many processes: one works, the others wait and find nothing to do. Takes a
    /// session lock, so give it a direct connection, not one through a transaction pooler.</remarks>
    /// <exception cref="InvalidOperationException">A script that has run here was edited afterwards.</exception>
    public static Task<IReadOnlyList<string>> MigrateAsync(
        NpgsqlDataSource dataSource, CancellationToken ct = default) =>
        SchemaMigrator.MigrateAsync(dataSource, Scripts, Access, ct);

    /// <summary>Names the scripts that <see cref="MigrateAsync"/> would run, such as <c>jobs_queue/0001_job</c>. Changes nothing.
    /// </summary>
    /// <exception cref="InvalidOperationException">A script that has run here was edited afterwards.</exception>
    public static Task<IReadOnlyList<string>> ListMissingAsync(
        NpgsqlDataSource dataSource, CancellationToken ct = default) =>
        SchemaMigrator.ListMissingAsync(dataSource, Scripts, ct);

    /// <summary>Gives a login what one kind of program needs, and no more. Every later migration gives it again, and
    /// takes back what else the login had on these tables. A login may be of several kinds.</summary>
    /// <param name="dataSource">As the owner of the schema.</param>
    /// <param name="kind">What the program does.</param>
    /// <param name="role">An existing role of the server that does not own the tables.</param>
    /// <param name="ct">Stops it.</param>
    /// <exception cref="InvalidOperationException">There is no such role, or it owns the tables.</exception>
    public static Task GrantAsync(
        NpgsqlDataSource dataSource, JobsRole kind, string role, CancellationToken ct = default) =>
        SchemaMigrator.GrantAsync(dataSource, Scripts, Access, kind.ToString().ToLowerInvariant(), role, ct);

    static IReadOnlyList<SchemaScript> Scripts => SchemaScript.BesideType(typeof(JobsSchema), "jobs_queue");

    static IReadOnlyList<SchemaAccess> Access => SchemaAccess.BesideType(typeof(JobsSchema), "jobs_queue");
}

/// <summary>What a program does with the queue; each kind has its grants in <c>Schema/Access</c>.</summary>
public enum JobsRole
{
    /// <summary>Adds jobs, batches and workflows.</summary>
    Enqueuer,

    /// <summary>Runs jobs. Where its handlers add jobs too, it is also an <see cref="Enqueuer"/>.</summary>
    Worker,

    /// <summary>Sees everything; retries, cancels, discards, pauses and limits.</summary>
    Operator,
}
