using System.Text.Json.Serialization.Metadata;
using Microsoft.Extensions.DependencyInjection;

namespace Bits.Jobs;

/// <summary>The dispatch table: which handler does which kind. Every worker of a process shares it.</summary>
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
            throw new InvalidOperationException($"Two handlers are registered for the job kind '{twice}'.");

        _byKind = byKind.ToDictionary(kind => kind.Key, kind => kind.Single());
        foreach (var registration in _byKind.Values)
            registration.Prepare(kinds, upcasters.Where(step => step.Kind == registration.Kind), [.. middleware]);
        if (upcasters.FirstOrDefault(step => !_byKind.ContainsKey(step.Kind)) is { } stray)
            throw new InvalidOperationException(
                $"An upcaster is registered for the job kind '{stray.Kind}', and no handler; add one by AddHandler.");
        foreach (var needed in required)
            needed.Check(_byKind.Keys);
        Periodic = [.. periodic];
        if (Periodic.GroupBy(job => job.Name).FirstOrDefault(job => job.Count() > 1) is { Key: var again })
            throw new InvalidOperationException($"Two periodic jobs are called '{again}'; give each a name of its own.");
        if (Periodic.FirstOrDefault(job => !_byKind.ContainsKey(job.Kind)) is { } orphan)
            throw new InvalidOperationException(
                $"The periodic job '{orphan.Name}' is of the kind '{orphan.Kind}', for which no handler is registered; add one by AddHandler.");
    }

    /// <summary>The periodic jobs of the code.</summary>
    public IReadOnlyList<PeriodicJob> Periodic { get; }

    /// <summary>The kinds that have a handler; a worker claims no others.</summary>
    public IReadOnlyCollection<string> Kinds => _byKind.Keys;

    /// <summary>Has the job's handler do it, in a scope of services of its own.</summary>
    /// <exception cref="MalformedPayloadException">The payload is not what the handler takes.</exception>
    public async ValueTask HandleAsync(ClaimedJob job, JobHand hand, ExecutingJob executing)
    {
        var registration = _byKind[job.Kind];
        if (registration.Options.Timeout is { } timeout)
            executing.LimitTo(timeout);

        var scope = _scopes.CreateAsyncScope();
        await using var _ = scope.ConfigureAwait(false);
        await registration.HandleAsync(job, hand, scope.ServiceProvider, executing.Cancelled).ConfigureAwait(false);
    }

    /// <summary>Makes each handler once, and what runs around it, to see that it can be made.</summary>
    /// <exception cref="InvalidOperationException">One cannot; the message says which, and why.</exception>
    public void CheckServices(IServiceProvider services)
    {
        foreach (var registration in _byKind.Values)
            registration.CheckServices(services);
    }

    /// <summary>How jobs of this one's kind are run.</summary>
    public JobKindOptions Options(ClaimedJob job) => _byKind[job.Kind].Options;
}

/// <summary>One line of the dispatch table.</summary>
abstract class JobRegistration(string kind, JobKindOptions options)
{
    public JobKindOptions Options { get; } = options;

    public string Kind { get; } = JobNames.Checked(kind, maxLength: 128, nameof(kind));

    /// <summary>Takes what it works with: the JSON of its arguments, the steps by which old payloads are made new, and what runs around
    /// its handler.</summary>
    /// <exception cref="InvalidOperationException">The JSON is not registered, or the steps do not lead from the first version to the
    /// latest.</exception>
    public abstract void Prepare(JobKinds kinds, IEnumerable<Upcaster> upcasters, JobMiddleware[] middleware);

    /// <summary>Makes the handler, to see that it can be made.</summary>
    /// <exception cref="InvalidOperationException">It cannot.</exception>
    public abstract void CheckServices(IServiceProvider services);

    public abstract Task HandleAsync(
        ClaimedJob job, JobHand hand, IServiceProvider services, CancellationToken ct);
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
            throw new InvalidOperationException($"{typeof(THandler).Name} cannot be made for jobs of the kind '{Kind}': {e.Message}", e);
        }
    }

    public override Task HandleAsync(
        ClaimedJob job, JobHand hand, IServiceProvider services, CancellationToken ct)
    {
        var args = PayloadVersions.Read(job.Payload, _json!, _upcasters);
        var typed = new Job<TArgs>(job.Key.Id, args, job.Queue, job.Attempt, job.MaxAttempts, job.Key.Lease, job.EnqueuedAt) { Hand = hand };
        if (_middleware.Length == 0)
            return services.GetRequiredService<THandler>().HandleAsync(typed, ct);

        var context = new JobContext(
            job.Key.Id, Kind, job.Queue, job.Attempt, job.MaxAttempts, job.Key.Lease, job.EnqueuedAt, args, services);
        return JobMiddleware.RunAsync(
            _middleware, context, token => services.GetRequiredService<THandler>().HandleAsync(typed, token), ct);
    }
}
