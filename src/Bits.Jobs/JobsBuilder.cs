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

    /// <summary>Starts a worker with the host and stops it with the host.</summary>
    public JobsBuilder AddWorker()
    {
        Services.AddHostedService<JobWorkerHost>();
        return this;
    }
}
