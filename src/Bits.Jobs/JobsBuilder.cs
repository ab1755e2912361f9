using System.Reflection;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Bits.Jobs;

/// <summary>Fills the dispatch table; made by <c>AddBitsJobs</c>.</summary>
public sealed class JobsBuilder
{
    internal JobsBuilder(IServiceCollection services) => Services = services;

    /// <summary>Where everything is registered.</summary>
    public IServiceCollection Services { get; }

    /// <summary>Registers who does the jobs of the kind that <typeparamref name="TArgs"/> names. The handler is made
    /// anew for each attempt, in a scope of its own. Two handlers of one kind fail the start.</summary>
    /// <param name="json">How to read the payload: the entry of a source-generated <c>JsonSerializerContext</c>.</param>
    /// <param name="configure">How jobs of this kind are run: timeout, retries.</param>
    public JobsBuilder AddHandler<TArgs, THandler>(JsonTypeInfo<TArgs> json, Action<JobKindOptions>? configure = null)
        where TArgs : IJobArgs
        where THandler : class, IJobHandler<TArgs>
    {
        Services.TryAddScoped<THandler>();
        var options = new JobKindOptions();
        configure?.Invoke(options);
        Services.AddSingleton<JobRegistration>(new JobRegistration<TArgs, THandler>(json, options));
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
    /// <exception cref="ArgumentException">The schedule, the zone or an option cannot be; the message says which.</exception>
    public JobsBuilder AddPeriodic<TArgs>(
        string name, string cron, TArgs args, JsonTypeInfo<TArgs> json, Action<PeriodicOptions>? configure = null)
        where TArgs : IJobArgs
    {
        var options = new PeriodicOptions();
        configure?.Invoke(options);
        var job = new PeriodicJob(name, new(cron, options.Zone), TArgs.Kind, Encoding.UTF8.GetString(PayloadVersions.Write(args, json)))
        {
            Missed = options.Missed,
            MissedMost = options.MissedMost,
            Queue = options.Enqueue.Queue,
            Priority = options.Enqueue.Priority,
            MaxAttempts = options.Enqueue.MaxAttempts,
        };
        Services.AddSingleton(job.Checked());
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
    public JobsBuilder RequireHandlers(Assembly assembly)
    {
        ArgumentNullException.ThrowIfNull(assembly);
        Services.AddSingleton(new RequiredKinds(assembly.GetTypes()));
        return this;
    }

    /// <summary>Starts a worker with the host and stops it with the host.</summary>
    public JobsBuilder AddWorker()
    {
        Services.AddHostedService<JobWorkerHost>();
        return this;
    }
}
