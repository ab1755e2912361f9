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

/// <summary>Registers handlers, kinds, periodic jobs and workers; <c>AddBitsJobs</c> returns it.</summary>
public sealed class JobsBuilder
{
    internal JobsBuilder(IServiceCollection services) => Services = services;

    /// <summary>The service collection.</summary>
    public IServiceCollection Services { get; }

    /// <summary>Registers the handler of a kind, and the JSON by which <see cref="JobQueue"/> enqueues its jobs. Each
    /// attempt creates the handler in a scope of its own. Two handlers of one kind fail the start.</summary>
    /// <param name="json">The entry of the arguments in a source-generated <c>JsonSerializerContext</c>.</param>
    /// <param name="configure">The timeout and retries of the kind in this program; default: as the kind says.</param>
    public JobsBuilder AddHandler<TArgs, [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] THandler>(
        JsonTypeInfo<TArgs> json, Action<JobKindOptions>? configure = null)
        where TArgs : IJobArgs
        where THandler : class, IJobHandler<TArgs>
    {
        AddKind(json);
        return Register<TArgs, THandler>(configure);
    }

    /// <summary>Registers the handler of a kind whose JSON comes from <see cref="AddJson"/> or
    /// <see cref="AddReflectionJson"/>.</summary>
    /// <param name="configure">The timeout and retries of the kind in this program; default: as the kind says.</param>
    public JobsBuilder AddHandler<TArgs, [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] THandler>(
        Action<JobKindOptions>? configure = null)
        where TArgs : IJobArgs
        where THandler : class, IJobHandler<TArgs> =>
        Register<TArgs, THandler>(configure);

    /// <summary>Registers the JSON by which <see cref="JobQueue"/> enqueues jobs of a kind whose handler is in another
    /// program.</summary>
    /// <param name="json">The entry of the arguments in a source-generated <c>JsonSerializerContext</c>.</param>
    public JobsBuilder AddKind<TArgs>(JsonTypeInfo<TArgs> json) where TArgs : IJobArgs
    {
        ArgumentNullException.ThrowIfNull(json);
        Services.AddSingleton(new JobKind(json));
        return this;
    }

    /// <summary>Registers the JSON of all kinds that a context knows, for the queue and for handlers without JSON of their
    /// own.</summary>
    /// <param name="context">A source-generated context; of several, the first that knows a type is used.</param>
    public JobsBuilder AddJson(JsonSerializerContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        Services.AddSingleton(new JobJson(context.GetTypeInfo));
        return this;
    }

    /// <summary>Reads and writes arguments by reflection if no <see cref="AddJson"/> and no handler registers their JSON.
    /// Starts slower, and does not work in trimmed or native programs.</summary>
    /// <param name="options">The options; default: those of <see cref="JsonSerializerOptions"/>.</param>
    [RequiresUnreferencedCode("A trimmed program lacks members. Use AddJson.")]
    [RequiresDynamicCode("A native program cannot generate code. Use AddJson.")]
    public JobsBuilder AddReflectionJson(JsonSerializerOptions? options = null)
    {
        var reflected = new JsonSerializerOptions(options ?? JsonSerializerOptions.Default)
        {
            TypeInfoResolver = options?.TypeInfoResolver ?? new DefaultJsonTypeInfoResolver(),
        };
        Services.AddSingleton(new JobJson(type => reflected.GetTypeInfo(type)));
        return this;
    }

    /// <summary>Adds middleware around all handlers; the first one added is the outermost.</summary>
    /// <typeparam name="TMiddleware">The middleware; each attempt creates it in the scope of its handler.</typeparam>
    public JobsBuilder AddMiddleware<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TMiddleware>()
        where TMiddleware : class, IJobMiddleware
    {
        Services.TryAddScoped<TMiddleware>();
        Services.AddSingleton(new JobMiddleware(services => services.GetRequiredService<TMiddleware>()));
        return this;
    }

    /// <summary>Adds a periodic job, which enqueues one job for each tick, however many workers run. A worker stores it at
    /// its start. Operators can view, pause, run and edit it; an edit overrides the code from then on.</summary>
    /// <param name="name">The unique name. A periodic job that is no longer in the code runs until an operator removes it.
    /// </param>
    /// <param name="cron">The schedule; see <see cref="Schedule"/>.</param>
    /// <param name="args">The arguments of its jobs.</param>
    /// <param name="json">The entry of the arguments in a source-generated <c>JsonSerializerContext</c>.</param>
    /// <param name="configure">The zone, the handling of missed ticks, and the options of its jobs.</param>
    /// <exception cref="ArgumentException">The schedule, the zone or an option is invalid, or the arguments have a unique
    /// key, which periodic jobs do not support; the message says which.</exception>
    public JobsBuilder AddPeriodic<TArgs>(
        string name, string cron, TArgs args, JsonTypeInfo<TArgs> json, Action<PeriodicOptions>? configure = null)
        where TArgs : IJobArgs
    {
        var options = new PeriodicOptions();
        configure?.Invoke(options);
        Services.AddSingleton(options.Job(name, cron, args, json));
        return this;
    }

    /// <summary>Adds a periodic job of a registered kind; an invalid option fails the start.</summary>
    /// <inheritdoc cref="AddPeriodic{TArgs}(string, string, TArgs, JsonTypeInfo{TArgs}, Action{PeriodicOptions}?)"/>
    public JobsBuilder AddPeriodic<TArgs>(string name, string cron, TArgs args, Action<PeriodicOptions>? configure = null)
        where TArgs : IJobArgs
    {
        var options = new PeriodicOptions();
        configure?.Invoke(options);
        Services.AddSingleton(sp => options.Job(name, cron, args, sp.GetRequiredService<JobKinds>().Of(typeof(TArgs))));
        return this;
    }

    /// <summary>Adds the conversion of payloads from one version to the next, which runs before they are read. A kind of
    /// version n needs n - 1 of them; a missing one fails the start.</summary>
    /// <param name="from">The older version, from 1.</param>
    /// <param name="upcast">The conversion to version <paramref name="from"/> + 1; may change its argument.</param>
    public JobsBuilder AddUpcaster<TArgs>(int from, Func<JsonObject, JsonObject> upcast) where TArgs : IJobArgs
    {
        ArgumentNullException.ThrowIfNull(upcast);
        Services.AddSingleton(new Upcaster(TArgs.Kind, from, upcast));
        return this;
    }

    /// <summary>Fails the start if a kind of this assembly has no handler, or if two types name one kind. Meant for programs
    /// that handle all kinds that they enqueue.</summary>
    /// <param name="assembly">The assembly with the types of <see cref="IJobArgs"/>.</param>
    [RequiresUnreferencedCode("A trimmed program lacks types of the assembly.")]
    public JobsBuilder RequireHandlers(Assembly assembly)
    {
        ArgumentNullException.ThrowIfNull(assembly);
        Services.AddSingleton(new RequiredKinds(assembly.GetTypes()));
        return this;
    }

    /// <summary>Starts and stops a worker with the host. The start fails if the schema or a service of a handler is missing.
    /// If the database does not answer, the host starts and the worker waits.</summary>
    public JobsBuilder AddWorker()
    {
        Services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, WorkerStart>());
        Services.AddSingleton(new HostedWorker(""));
        Services.AddHostedService<JobWorkerHost>();
        return this;
    }

    /// <summary>Starts one more worker with the host, with queues, concurrency, connections and a heartbeat of its
    /// own.</summary>
    /// <param name="name">The name; unique in this host.</param>
    /// <param name="configure">The queues (default: <c>default</c>), and options that differ from those of
    /// <c>AddBitsJobs</c>.</param>
    /// <exception cref="ArgumentException">The name is invalid or taken.</exception>
    public JobsBuilder AddWorker(string name, Action<JobWorkerOptions> configure)
    {
        JobNames.Checked(name, maxLength: 64, nameof(name));
        ArgumentNullException.ThrowIfNull(configure);
        if (Services.Any(service => service.ServiceType == typeof(JobWorker) && Equals(service.ServiceKey, name)))
            throw new InvalidArgumentException(nameof(name), $"A worker named {name} is already registered. Use another name.");

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
