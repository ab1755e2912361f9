using Npgsql;

namespace Bits.Backend.Http;

/// <summary>Says whether the process lives and whether it can serve.</summary>
static class HealthEndpoints
{
    static readonly TimeSpan DatabaseTimeout = TimeSpan.FromSeconds(2);

    public static void MapHealth(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapGet("/health/live", () => Results.Ok(new { status = "live" })).ExcludeFromDescription();
        endpoints.MapGet("/health/ready", ReadyAsync).ExcludeFromDescription();
    }

    static async Task<IResult> ReadyAsync(NpgsqlDataSource dataSource, CancellationToken ct)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(ct);
        timeout.CancelAfter(DatabaseTimeout);
        try
        {
            await using var command = dataSource.CreateCommand("select 1 from schema_migration limit 1");
            await command.ExecuteScalarAsync(timeout.Token);
            return Results.Ok(new { status = "ready" });
        }
        catch (Exception e) when (e is NpgsqlException or OperationCanceledException)
        {
            return Results.Json(
                new { status = "not ready", reason = "the database does not answer" },
                statusCode: StatusCodes.Status503ServiceUnavailable);
        }
    }
}
