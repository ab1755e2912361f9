using System.Text.Json.Serialization;
using Bits.Jobs;
using Bits.Platform.Rpc;

namespace Bits.Platform.Files;

/// <summary>Removes an object of the S3-compatible store that has no row.</summary>
/// <param name="Id">The file.</param>
/// <param name="Rendition">The rendition.</param>
public sealed record RemoveObject(Guid Id, string Rendition) : IJobArgs
{
    /// <inheritdoc />
    public static string Kind => "files.remove_object";

    /// <summary>Returns the job for a key.</summary>
    internal static RemoveObject Of(FileKey key) => new(key.Id, key.Rendition);
}

/// <summary>Removes it, unless it has a row. Idempotent: removing a missing object is no error.</summary>
sealed class RemoveObjectHandler(SystemPipeline pipeline, S3Objects objects) : IJobHandler<RemoveObject>
{
    public async Task HandleAsync(Job<RemoveObject> job, CancellationToken ct)
    {
        var key = new FileKey(job.Args.Id, job.Args.Rendition);
        if (await pipeline.RunAsync(SystemTask.Of(job), call => FileRows.FindAsync(call.Db, key, ct), ct) is null)
            await objects.DeleteAsync(key, ct);
    }
}

/// <summary>Serializes the jobs of files.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(RemoveObject))]
sealed partial class FilesJson : JsonSerializerContext;
