using Bits.Jobs;
using Bits.Platform.Privacy;
using Bits.Shared;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Bits.Platform.Files;

/// <summary>Registers the store of files.</summary>
static class FilesPart
{
    /// <summary>Gets the tables.</summary>
    public static SchemaPart Schema { get; } = SchemaPart.BesideType(typeof(FilesPart), "files");

    public static void Add(IServiceCollection services, JobsBuilder jobs)
    {
        services.AddOptions<BlobStoreOptions>()
            .BindConfiguration(BlobStoreOptions.Section)
            .ValidateDataAnnotations()
            .ValidateOnStart();
        services.AddSingleton<S3Objects>();
        services.AddSingleton<IBlobStore>(provider => provider.GetRequiredService<IOptions<BlobStoreOptions>>().Value.Store switch
        {
            BlobStoreKind.Postgres => new PostgresBlobStore(),
            BlobStoreKind.S3 => new S3BlobStore(provider.GetRequiredService<S3Objects>(), provider.GetRequiredService<JobQueue>()),
        });
        services.AddSingleton<IPersonalData, FileData>();
        jobs.AddHandler<RemoveObject, RemoveObjectHandler>(FilesJson.Default.RemoveObject);
    }
}
