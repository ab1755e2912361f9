using System.Text.Json.Serialization.Metadata;
using Microsoft.Extensions.DependencyInjection;

namespace Bits.Jobs;

/// <summary>Maps kinds to handlers. All workers of a process share it.</summary>
sealed class JobHandlers
{
    readonly Dictionary<string, JobRegistration> _byKind;
    readonly IServiceScopeFactory _scopes;

    public JobHandlers(
        IEnumerable<JobRegistration> registrations, IEnumerable<PeriodicJob> periodic, IEnumerable<Upcaster> upcasters,
        IEnumerable<RequiredKinds> required, IEnumerable<JobMiddleware> middleware, JobKinds kinds, IServiceScopeFactory scopes)
    {
        _scopes = scopes;
        var byKind = registrations.ToLookup(r => r.Kind);
        if (byKind.FirstOrDefault(kind => kind.Skip(1).Any()) is { Key: var twice })
            throw new InvalidOperationException($"Two handlers are registered for the job kind '{twice}'. Remove one.");

        _byKind = byKind.ToDictionary(kind => kind.Key, kind => kind.Single());
        foreach (var registration in _byKind.Values)
            registration.Prepare(kinds, upcasters.Where(step => step.Kind == registration.Kind), [.. middleware]);
        if (upcasters.FirstOrDefault(step => !_byKind.ContainsKey(step.Kind)) is { } stray)
            throw new InvalidOperationException(
                $"An upcaster is registered for the job kind '{stray.Kind}', but no handler. Add one by AddHandler.");
        foreach (var needed in required)
            needed.Check(_byKind.Keys);
        Periodic = [.. periodic];
        if (Periodic.GroupBy(job => job.Name).FirstOrDefault(job => job.Count() > 1) is { Key: var again })
            throw new InvalidOperationException($"Two periodic jobs are named '{again}'. Use unique names.");
        if (Periodic.FirstOrDefault(job => !_byKind.ContainsKey(job.Kind)) is { } orphan)
            throw new InvalidOperationException(
                $"The periodic job '{orphan.Name}' has the kind '{orphan.Kind}', for which no handler is registered. Add one by AddHandler.");
    }

    /// <summary>The periodic jobs that the code declares.</summary>
    public IReadOnlyList<PeriodicJob> Periodic { get; }

    /// <summary>The kinds that have a handler; a worker claims no others.</summary>
    public IReadOnlyCollection<string> Kinds => _byKind.Keys;

    /// <summary>Runs the handler of a job, in a service scope of its own.</summary>
    /// <exception cref="MalformedPayloadException">The payload does not fit the arguments of the kind.</exception>
    public async ValueTask HandleAsync(ClaimedJob job, JobControl control, ExecutingJob executing)
    {
        var registration = _byKind[job.Kind];
        if (registration.Options.Timeout is { } timeout)
            executing.LimitTo(timeout);

        var scope = _scopes.CreateAsyncScope();
        await using var _ = scope.ConfigureAwait(false);
        await registration.HandleAsync(job, control, scope.ServiceProvider, executing.Cancelled).ConfigureAwait(false);
    }

    /// <summary>Checks that every handler and its middleware can be created, by creating them once.</summary>
    /// <exception cref="InvalidOperationException">A handler cannot be created; the message says which, and why.</exception>
    public void CheckServices(IServiceProvider services)
    {
        foreach (var registration in _byKind.Values)
            registration.CheckServices(services);
    }

    /// <summary>Returns the options of the kind of this job.</summary>
    public JobKindOptions Options(ClaimedJob job) => _byKind[job.Kind].Options;
}

/// <summary>The registered handler of a kind.</summary>
abstract class JobRegistration(string kind, JobKindOptions options)
{
    public JobKindOptions Options { get; } = options;

    public string Kind { get; } = JobNames.Checked(kind, maxLength: 128, nameof(kind));

    /// <summary>Sets the JSON of the arguments, the upcasters of old payloads, and the middleware.</summary>
    /// <exception cref="InvalidOperationException">The JSON is not registered, or the upcasters do not lead from the first
    /// version to the latest.</exception>
    public abstract void Prepare(JobKinds kinds, IEnumerable<Upcaster> upcasters, JobMiddleware[] middleware);

    /// <summary>Checks that the handler can be created, by creating it once.</summary>
    /// <exception cref="InvalidOperationException">The handler cannot be created.</exception>
    public abstract void CheckServices(IServiceProvider services);

    public abstract Task HandleAsync(
        ClaimedJob job, JobControl control, IServiceProvider services, CancellationToken ct);
}

/// <inheritdoc cref="JobRegistration"/>
sealed class JobRegistration<TArgs, THandler>(JobKindOptions options) : JobRegistration(TArgs.Kind, options)
    where TArgs : IJobArgs
    where THandler : class, IJobHandler<TArgs>
{
    JsonTypeInfo<TArgs>? _json;
    IReadOnlyList<Upcaster> _upcasters = [];
    JobMiddleware[] _middleware = [];

    public override void Prepare(JobKinds kinds, IEnumerable<Upcaster> upcasters, JobMiddleware[] middleware)
    {
        _json = (JsonTypeInfo<TArgs>)kinds.Of(typeof(TArgs));
        _upcasters = PayloadVersions.Chain(Kind, TArgs.Version, upcasters);
        _middleware = middleware;
    }

    public override void CheckServices(IServiceProvider services)
    {
        try
        {
            foreach (var middleware in _middleware)
                middleware.Of(services);
            services.GetRequiredService<THandler>();
        }
        catch (InvalidOperationException e)
        {
            throw new InvalidOperationException($"{typeof(THandler).Name} cannot be created for jobs of the kind '{Kind}': {e.Message}", e);
        }
    }

    public override Task HandleAsync(
        ClaimedJob job, JobControl control, IServiceProvider services, CancellationToken ct)
    {
        var args = PayloadVersions.Read(job.Payload, _json!, _upcasters);
        var typed = new Job<TArgs>(job.Key.Id, args, job.Queue, job.Attempt, job.MaxAttempts, job.Key.Lease, job.EnqueuedAt) { Control = control };
        if (_middleware.Length == 0)
            return services.GetRequiredService<THandler>().HandleAsync(typed, ct);

        var context = new JobContext(
            job.Key.Id, Kind, job.Queue, job.Attempt, job.MaxAttempts, job.Key.Lease, job.EnqueuedAt, args, services);
        return JobMiddleware.RunAsync(
            _middleware, context, token => services.GetRequiredService<THandler>().HandleAsync(typed, token), ct);
    }
}
