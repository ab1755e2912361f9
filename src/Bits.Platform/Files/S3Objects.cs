using System.Net;
using Amazon.Runtime;
using Amazon.S3;
using Bits.Platform.Rpc;
using Microsoft.Extensions.Options;

namespace Bits.Platform.Files;

/// <summary>The objects of the S3-compatible store: one per rendition, named by its key.</summary>
sealed class S3Objects(IOptions<BlobStoreOptions> options) : IDisposable
{
    readonly S3Options _s3 = options.Value.S3;
    readonly Lazy<AmazonS3Client> _client = new(() => ClientOf(options.Value.S3));

    /// <summary>Writes an object; a repetition replaces it by the same.</summary>
    /// <exception cref="FaultException">The store does not answer, or refuses.</exception>
    public Task PutAsync(NewFile file, CancellationToken ct) => AskAsync(async client =>
    {
        using var content = new MemoryStream(file.Content, writable: false);
        return await client.PutObjectAsync(
            new()
            {
                BucketName = _s3.Bucket,
                Key = file.Key.ToString(),
                ContentType = file.ContentType,
                InputStream = content,
                UseChunkEncoding = false, // the signature then covers the hash of all bytes
            }, ct);
    });

    /// <summary>Reads an object; null for a missing one.</summary>
    /// <exception cref="FaultException">The store does not answer, or refuses.</exception>
    public Task<byte[]?> FindAsync(FileKey key, CancellationToken ct) => AskAsync(async client =>
    {
        try
        {
            using var answer = await client.GetObjectAsync(_s3.Bucket, key.ToString(), ct);
            if (answer.ContentLength > IBlobStore.MaxBytes)
                throw new InvalidOperationException($"Object {key} has {answer.ContentLength} bytes, more than any file. Restore it.");

            using var content = new MemoryStream();
            await answer.ResponseStream.CopyToAsync(content, ct);
            return content.ToArray();
        }
        catch (AmazonS3Exception e) when (e.StatusCode == HttpStatusCode.NotFound)
        {
            return null;
        }
    });

    /// <summary>Deletes an object; a missing one is no error.</summary>
    /// <exception cref="FaultException">The store does not answer, or refuses.</exception>
    public Task DeleteAsync(FileKey key, CancellationToken ct) =>
        AskAsync(client => client.DeleteObjectAsync(_s3.Bucket, key.ToString(), ct));

    /// <inheritdoc />
    public void Dispose()
    {
        if (_client.IsValueCreated)
            _client.Value.Dispose();
    }

    async Task<T> AskAsync<T>(Func<AmazonS3Client, Task<T>> ask)
    {
        try
        {
            return await ask(_client.Value);
        }
        catch (Exception e) when (e is AmazonServiceException or AmazonClientException or HttpRequestException or IOException or TimeoutException)
        {
            throw new FaultException(
                FaultCode.Unavailable, "files_unavailable", "The store of files does not answer at the moment. Try again.");
        }
    }

    static AmazonS3Client ClientOf(S3Options s3)
    {
        if (s3.Endpoint is null)
            throw new SettingsException(
                $"{BlobStoreOptions.Section}:S3:Endpoint is missing, and a file or job needs it. Set the settings of the store.");

        return new(new BasicAWSCredentials(s3.AccessKey, s3.SecretKey), new AmazonS3Config
        {
            ServiceURL = s3.Endpoint.ToString(),
            AuthenticationRegion = s3.Region,
            ForcePathStyle = s3.PathStyle,
            Timeout = s3.Timeout,
            MaxErrorRetry = 1,
            RequestChecksumCalculation = RequestChecksumCalculation.WHEN_REQUIRED, // many compatible stores know no others
            ResponseChecksumValidation = ResponseChecksumValidation.WHEN_REQUIRED, // the row has the hash
        });
    }
}
