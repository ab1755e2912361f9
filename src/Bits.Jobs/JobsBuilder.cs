using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Bits.Jobs;

/// <summary>Fills the dispatch table; made by <c>AddBitsJobs</c>.</summary>
public sealed class JobsBuilder
{
    internal JobsBuilder(IServiceCollection services) => Services = services;

    /// <summary>Where everything is registered.</summary>
    public IServiceCollection Services { get; }

    /// <summary>Registers who does the jobs of the kind that <typeparamref name="TArgs"/> names, and so that
    /// <see cref="JobQueue"/> enqueues them without being told their JSON. The handler is made for each attempt, in a scope of
    /// its own. Two handlers of one kind fail the start.</summary>
    /// <param name="json">How to read the payload: the entry of a source-generated <c>JsonSerializerContext</c>.</param>
    /// <param name="configure">How jobs of this kind are run here: timeout, retries; default: as the kind says.</param>
    public JobsBuilder AddHandler<TArgs, [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] THandler>(
        JsonTypeInfo<TArgs> json, Action<JobKindOptions>? configure = null)
        where TArgs : IJobArgs
        where THandler : class, IJobHandler<TArgs>
    {
        AddKind(json);
        return Register<TArgs, THandler>(configure);
    }

    /// <summary>The same, with the JSON that <see cref="AddJson"/> names, or <see cref="AddReflectionJson"/>.</summary>
    /// <param name="configure">How jobs of this kind are run here: timeout, retries; default: as the kind says.</param>
    public JobsBuilder AddHandler<TArgs, [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] THandler>(
        Action<JobKindOptions>? configure = null)
        where TArgs : IJobArgs
        where THandler : class, IJobHandler<TArgs> =>
        Register<TArgs, THandler>(configure);

    /// <summary>Has <see cref="JobQueue"/> enqueue jobs of a kind without being told their JSON, where their handler is in another
    /// program.</summary>
    /// <param name="json">How to write the payload: the entry of a source-generated <c>JsonSerializerContext</c>.</param>
    public JobsBuilder AddKind<TArgs>(JsonTypeInfo<TArgs> json) where TArgs : IJobArgs
    {
        ArgumentNullException.ThrowIfNull(json);
        Services.AddSingleton(new JobKind(json));
        return this;
    }

    /// <summary>Takes the JSON of all kinds that this context knows from it, to enqueue them and for handlers that were added without.
    /// </summary>
    /// <param name="context">A source-generated context; the first that knows a type counts.</param>
    public JobsBuilder AddJson(JsonSerializerContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        Services.AddSingleton(new JobJson(context.GetTypeInfo));
        return this;
    }

    /// <summary>Reads and writes by reflection what no <see cref="AddJson"/> and no handler names. Slower at the start, and not for
    /// trimmed or native programs.</summary>
    /// <param name="options">How to; default: those of <see cref="JsonSerializerOptions"/>.</param>
    [RequiresUnreferencedCode("A trimmed program has not all members; use AddJson.")]
    [RequiresDynamicCode("A native program makes no code; use AddJson.")]
    public JobsBuilder AddReflectionJson(JsonSerializerOptions? options = null)
    {
        var reflected = new JsonSerializerOptions(options ?? JsonSerializerOptions.Default)
        {
            TypeInfoResolver = options?.TypeInfoResolver ?? new DefaultJsonTypeInfoResolver(),
        };
        Services.AddSingleton(new JobJson(type => reflected.GetTypeInfo(type)));
        return this;
    }

    /// <summary>Has all handlers run inside a piece of code: the first one added is the outermost.</summary>
    /// <typeparam name="TMiddleware">Made for each attempt, in the scope of its handler.</typeparam>
    public JobsBuilder AddMiddleware<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TMiddleware>()
        where TMiddleware : class, IJobMiddleware
    {
        Services.TryAddScoped<TMiddleware>();
        Services.AddSingleton(new JobMiddleware(services => services.GetRequiredService<TMiddleware>()));
        return this;
    }

    /// <summary>Has a job enqueued by the calendar: once for each tick, however many workers there are. Written down when a
    /// worker starts; operators see it, pause it, run it now, and may edit it: from then on their word counts.</summary>
    /// <param name="name">What it is called; unique. One that is no longer in the code runs until an operator removes it.
    /// </param>
    /// <param name="cron">When; see <see cref="Schedule"/>.</param>
    /// <param name="args">What its jobs are about.</param>
    /// <param name="json">How to write it: the entry of a source-generated <c>JsonSerializerContext</c>.</param>
    /// <param name="configure">The zone, what becomes of missed ticks, where its jobs go.</param>
    /// <exception cref="ArgumentException">The schedule, the zone or an option cannot be, or the arguments have a unique key, which
    /// ticks do not take; the message says which.</exception>
    public JobsBuilder AddPeriodic<TArgs>(
        string name, string cron, TArgs args, JsonTypeInfo<TArgs> json, Action<PeriodicOptions>? configure = null)
        where TArgs : IJobArgs
    {
        var options = new PeriodicOptions();
        configure?.Invoke(options);
        Services.AddSingleton(options.Job(name, cron, args, json));
        return this;
    }

    /// <summary>The same for a kind that is registered; what cannot be fails the start.</summary>
    /// <inheritdoc cref="AddPeriodic{TArgs}(string, string, TArgs, JsonTypeInfo{TArgs}, Action{PeriodicOptions}?)"/>
    public JobsBuilder AddPeriodic<TArgs>(string name, string cron, TArgs args, Action<PeriodicOptions>? configure = null)
        where TArgs : IJobArgs
    {
        var options = new PeriodicOptions();
        configure?.Invoke(options);
        Services.AddSingleton(sp => options.Job(name, cron, args, sp.GetRequiredService<JobKinds>().Of(typeof(TArgs))));
        return this;
    }

    /// <summary>Says how a payload of one version is made one of the next, before it is read. A kind of version n needs n - 1
    /// of them; one that is missing fails the start.</summary>
    /// <param name="from">The older version, from 1.</param>
    /// <param name="upcast">What makes of its payload one of version <paramref name="from"/> + 1; may change what it is given.
    /// </param>
    public JobsBuilder AddUpcaster<TArgs>(int from, Func<JsonObject, JsonObject> upcast) where TArgs : IJobArgs
    {
        ArgumentNullException.ThrowIfNull(upcast);
        Services.AddSingleton(new Upcaster(TArgs.Kind, from, upcast));
        return this;
    }

    /// <summary>Has the start fail where a kind of job of this assembly has no handler, or two types name one kind. For
    /// programs that do all they enqueue: others have handlers elsewhere.</summary>
    /// <param name="assembly">Where the types of <see cref="IJobArgs"/> are.</param>
    [RequiresUnreferencedCode("A trimmed program has not all types of an assembly.")]
    public JobsBuilder RequireHandlers(Assembly assembly)
    {
        ArgumentNullException.ThrowIfNull(assembly);
        Services.AddSingleton(new RequiredKinds(assembly.GetTypes()));
        return this;
    }

    /// <summary>Starts a worker with the host and stops it with the host. The start fails where the schema or what a handler needs is
    /// missing; where the database does not answer it goes on, and the worker waits.</summary>
    public JobsBuilder AddWorker()
    {
        Services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, WorkerStart>());
        Services.AddSingleton(new HostedWorker(""));
        Services.AddHostedService<JobWorkerHost>();
        return this;
    }

    /// <summary>Starts one more worker with the host, beside others: so many jobs at once of queues of its own. It has its own
    /// connections and heartbeat.</summary>
    /// <param name="name">What it is called; unique in this host.</param>
    /// <param name="configure">Its queues (default: <c>default</c>) and its concurrency; all else is as <c>AddBitsJobs</c> says unless it
    /// is said here.</param>
    /// <exception cref="ArgumentException">The name is none, or is taken.</exception>
    public JobsBuilder AddWorker(string name, Action<JobWorkerOptions> configure)
    {
        JobNames.Checked(name, maxLength: 64, nameof(name));
        ArgumentNullException.ThrowIfNull(configure);
        if (Services.Any(service => service.ServiceType == typeof(JobWorker) && Equals(service.ServiceKey, name)))
            throw new ArgumentException($"A worker is called {name} already; give each a name of its own.", nameof(name));

        Services.AddOptions<JobWorkerOptions>(name)
            .Configure<IServiceProvider>((own, services) => own.TakeFrom(services.GetRequiredService<IOptions<JobWorkerOptions>>().Value))
            .Configure(configure)
            .ValidateOnStart();
        Services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, WorkerStart>());
        Services.AddSingleton(new HostedWorker(name));
        Services.AddKeyedSingleton(name, (services, _) => services.NewWorker(OptionsOf(services, name)));
        Services.AddSingleton<IHostedService>(services =>
            new JobWorkerHost(
                services.GetRequiredKeyedService<JobWorker>(name), OptionsOf(services, name),
                services.GetRequiredService<IOptions<HostOptions>>(), services.GetRequiredService<ILogger<JobWorker>>()));
        return this;
    }

    static IOptions<JobWorkerOptions> OptionsOf(IServiceProvider services, string name) =>
        Options.Create(services.GetRequiredService<IOptionsMonitor<JobWorkerOptions>>().Get(name));

    JobsBuilder Register<TArgs, [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] THandler>(
        Action<JobKindOptions>? configure)
        where TArgs : IJobArgs
        where THandler : class, IJobHandler<TArgs>
    {
        Services.TryAddScoped<THandler>();
        var options = new JobKindOptions { Timeout = TArgs.Defaults.Timeout, Retry = TArgs.Defaults.Retry };
        configure?.Invoke(options);
        Services.AddSingleton<JobRegistration>(new JobRegistration<TArgs, THandler>(options));
        return this;
    }
}
