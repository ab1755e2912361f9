using Bits.Backend.Startup;
using Npgsql;

namespace Bits.Backend.Http;

/// <summary>Reports whether the process lives, and whether it can serve; if not, the reason.</summary>
static class HealthEndpoints
{
    static readonly TimeSpan DatabaseTimeout = TimeSpan.FromSeconds(2);

    public static void MapHealth(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapGet("/health/live", () => Results.Ok(new { status = "live" })).ExcludeFromDescription();
        endpoints.MapGet("/health/ready", ReadyAsync).ExcludeFromDescription();
    }

    static async Task<IResult> ReadyAsync(NpgsqlDataSource dataSource, Draining draining, CancellationToken ct)
    {
        var reason = draining.HasBegun ? "the backend is stopping" : await DatabaseProblemAsync(dataSource, ct);

        return reason is null
            ? Results.Ok(new { status = "ready" })
            : Results.Json(new { status = "not ready", reason }, statusCode: StatusCodes.Status503ServiceUnavailable);
    }

    static async Task<string?> DatabaseProblemAsync(NpgsqlDataSource dataSource, CancellationToken ct)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(ct);
        timeout.CancelAfter(DatabaseTimeout);
        try
        {
            await using var command = dataSource.CreateCommand(
                "select pg_is_in_recovery(), exists (select from schema_migration)");
            await using var reader = await command.ExecuteReaderAsync(timeout.Token);
            await reader.ReadAsync(timeout.Token);
            return reader.GetBoolean(0) ? "the database is a read-only replica"
                : reader.GetBoolean(1) ? null
                : "the schema is missing; run adminctl migrate";
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.UndefinedTable)
        {
            return "the schema is missing; run adminctl migrate";
        }
        catch (Exception e) when (e is NpgsqlException or OperationCanceledException)
        {
            return "the database does not answer";
        }
    }
}
