using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.Extensions.DependencyInjection;

namespace Bits.Jobs;

/// <summary>The dispatch table: which handler does which kind. Every worker of a process shares it.</summary>
sealed class JobHandlers
{
    readonly Dictionary<string, JobRegistration> _byKind;
    readonly IServiceScopeFactory _scopes;

    public JobHandlers(IEnumerable<JobRegistration> registrations, IServiceScopeFactory scopes)
    {
        _scopes = scopes;
        var byKind = registrations.ToLookup(r => r.Kind);
        if (byKind.FirstOrDefault(kind => kind.Skip(1).Any()) is { Key: var twice })
            throw new InvalidOperationException($"Two handlers are registered for the job kind '{twice}'.");

        _byKind = byKind.ToDictionary(kind => kind.Key, kind => kind.Single());
    }

    /// <summary>The kinds that have a handler; a worker claims no others.</summary>
    public IReadOnlyCollection<string> Kinds => _byKind.Keys;

    /// <summary>Has the job's handler do it, in a scope of services of its own.</summary>
    /// <exception cref="MalformedPayloadException">The payload is not what the handler takes.</exception>
    public async Task HandleAsync(ClaimedJob job, CancellationToken ct)
    {
        var scope = _scopes.CreateAsyncScope();
        await using var _ = scope.ConfigureAwait(false);
        await _byKind[job.Kind].HandleAsync(job, scope.ServiceProvider, ct).ConfigureAwait(false);
    }
}

/// <summary>One line of the dispatch table.</summary>
abstract class JobRegistration(string kind)
{
    public string Kind { get; } = JobNames.Checked(kind, maxLength: 128, nameof(kind));

    public abstract Task HandleAsync(ClaimedJob job, IServiceProvider services, CancellationToken ct);
}

/// <inheritdoc cref="JobRegistration"/>
sealed class JobRegistration<TArgs, THandler>(JsonTypeInfo<TArgs> json) : JobRegistration(TArgs.Kind)
    where TArgs : IJobArgs
    where THandler : class, IJobHandler<TArgs>
{
    public override async Task HandleAsync(ClaimedJob job, IServiceProvider services, CancellationToken ct)
    {
        var args = Deserialize(job);

        await services.GetRequiredService<THandler>()
            .HandleAsync(
                new(job.Id, args, job.Queue, job.Attempt, job.MaxAttempts, job.Lease, job.EnqueuedAt), ct)
            .ConfigureAwait(false);
    }

    TArgs Deserialize(ClaimedJob job)
    {
        try
        {
            return JsonSerializer.Deserialize(job.Payload, json)!; // an object: the table takes nothing else
        }
        catch (JsonException e)
        {
            throw new MalformedPayloadException($"The payload does not fit {typeof(TArgs).Name}: {e.Message}", e);
        }
    }
}

/// <summary>No attempt can do this job: its payload is not what the handler takes.</summary>
sealed class MalformedPayloadException(string message, Exception inner) : Exception(message, inner);
