using System.Text.Json;
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
        var job = new PeriodicJob(name, new(cron, options.Zone), TArgs.Kind, JsonSerializer.Serialize(args, json))
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

    /// <summary>Starts a worker with the host and stops it with the host.</summary>
    public JobsBuilder AddWorker()
    {
        Services.AddHostedService<JobWorkerHost>();
        return this;
    }
}
