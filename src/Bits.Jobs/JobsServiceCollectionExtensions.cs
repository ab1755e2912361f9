using Bits.Jobs;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers the job queue.</summary>
public static class JobsServiceCollectionExtensions
{
    /// <summary>Registers <see cref="JobQueue"/>, <see cref="JobInspector"/>, <see cref="JobOperator"/> and
    /// <see cref="JobWorker"/> over the registered <see cref="NpgsqlDataSource"/>. Call it again to add handlers.</summary>
    /// <param name="services">The service collection.</param>
    /// <param name="configure">The options of the worker; checked when the host starts.</param>
    public static JobsBuilder AddBitsJobs(
        this IServiceCollection services, Action<JobWorkerOptions>? configure = null)
    {
        services.AddOptions<JobWorkerOptions>().ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<JobWorkerOptions>, JobWorkerOptionsCheck>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<JobWorkerOptions>, ServedQueuesCheck>());
        if (configure is not null)
            services.Configure(configure);

        services.AddOptions<JobsHealthOptions>().ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<JobsHealthOptions>, JobsHealthOptionsCheck>());
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<JobKinds>();
        services.TryAddSingleton(sp => new JobQueue(sp.GetRequiredService<NpgsqlDataSource>(), sp.GetRequiredService<JobKinds>()));
        services.TryAddSingleton<JobInspector>();
        services.TryAddSingleton<JobHandlers>();
        services.TryAddSingleton<JobOperator>();
        services.TryAddSingleton<IJobStore>(sp => new PostgresJobStore(
            sp.GetRequiredService<NpgsqlDataSource>(),
            sp.GetRequiredService<IOptions<JobWorkerOptions>>().Value.DirectConnectionString is { } direct
                ? NpgsqlDataSource.Create(direct)
                : null));
        services.TryAddSingleton(sp => sp.NewWorker(sp.GetRequiredService<IOptions<JobWorkerOptions>>()));
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, WorkerlessNotice>());
        var builder = new JobsBuilder(services);
        if (services.All(service => service.ServiceType != typeof(BulkHandler)))
            builder.AddHandler<BulkWork, BulkHandler>(JobsJson.Default.BulkWork);
        return builder;
    }

    internal static JobWorker NewWorker(this IServiceProvider services, IOptions<JobWorkerOptions> options) => new(
        services.GetRequiredService<IJobStore>(),
        services.GetRequiredService<JobHandlers>(),
        options,
        services.GetService<ILogger<JobWorker>>() ?? NullLogger<JobWorker>.Instance);
}
