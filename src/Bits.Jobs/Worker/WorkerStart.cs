using System.Net.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Bits.Jobs;

/// <summary>Checks handlers and schema before the workers of a host start, so that a gap does not first show in a
/// job.</summary>
sealed class WorkerStart(
    NpgsqlDataSource dataSource, JobHandlers handlers, IServiceScopeFactory scopes, ILogger<JobWorker> log) : IHostedService
{
    /// <inheritdoc />
    /// <exception cref="InvalidOperationException">A script or a service is missing; the message says which, and the
    /// remedy.</exception>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var scope = scopes.CreateAsyncScope();
        await using (scope.ConfigureAwait(false))
            handlers.CheckServices(scope.ServiceProvider);

        if (await FindMissingAsync(cancellationToken).ConfigureAwait(false) is { Count: > 0 } missing)
            throw new InvalidOperationException(
                $"The database lacks scripts of this version of the job queue ({string.Join(", ", missing)}). Run JobsSchema.MigrateAsync "
                + "before the host starts, and check the search_path of the connection.");
    }

    /// <inheritdoc />
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    async Task<IReadOnlyList<string>> FindMissingAsync(CancellationToken ct)
    {
        try
        {
            return await JobsSchema.ListMissingAsync(dataSource, ct).ConfigureAwait(false);
        }
        catch (Exception e) when (e is NpgsqlException or TimeoutException or SocketException or IOException)
        {
            log.SchemaNotChecked(e.Message); // the worker finds out by itself
            return [];
        }
    }
}

/// <summary>A worker that a host runs.</summary>
sealed record HostedWorker(string Name);

/// <summary>Warns at the start of a host that has handlers but no worker.</summary>
sealed class WorkerlessNotice(
    IEnumerable<JobRegistration> handlers, IEnumerable<HostedWorker> workers, ILogger<JobWorker> log) : IHostedService
{
    /// <inheritdoc />
    public Task StartAsync(CancellationToken cancellationToken)
    {
        var kinds = handlers.Select(handler => handler.Kind).Where(kind => kind != BulkActions.Kind).ToList();
        if (kinds.Count > 0 && !workers.Any())
            log.NoWorker(string.Join(", ", kinds));
        return Task.CompletedTask;
    }

    /// <inheritdoc />
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
