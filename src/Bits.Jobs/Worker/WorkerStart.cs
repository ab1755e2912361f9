using System.Net.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Bits.Jobs;

/// <summary>Says what is missing before the workers of a host start, where it would else show in the first job, or never.</summary>
sealed class WorkerStart(
    NpgsqlDataSource dataSource, JobHandlers handlers, IServiceScopeFactory scopes, ILogger<JobWorker> log) : IHostedService
{
    /// <inheritdoc />
    /// <exception cref="InvalidOperationException">Something is missing; the message says what, and the remedy.</exception>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var scope = scopes.CreateAsyncScope();
        await using (scope.ConfigureAwait(false))
            handlers.CheckServices(scope.ServiceProvider);

        if (await FindMissingAsync(cancellationToken).ConfigureAwait(false) is { Count: > 0 } missing)
            throw new InvalidOperationException(
                $"The database lacks what this build of the job queue needs ({string.Join(", ", missing)}). Run JobsSchema.MigrateAsync "
                + "before the host starts, and look at the search_path of the connection.");
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
            log.SchemaNotChecked(e.Message); // it is away, or may not be asked: the worker sees for itself
            return [];
        }
    }
}

/// <summary>A worker that a host runs.</summary>
sealed record HostedWorker(string Name);

/// <summary>Says at the start of a host that its handlers will not run.</summary>
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
