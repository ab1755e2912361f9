using System.ComponentModel.DataAnnotations;

namespace Bits.Platform.Files;

/// <summary>Where the bytes of files are.</summary>
public enum BlobStoreKind
{
    /// <summary>In the database.</summary>
    Postgres,

    /// <summary>In an S3-compatible store.</summary>
    S3,
}

/// <summary>Configures the store of files; section <c>Files</c>.</summary>
public sealed class BlobStoreOptions : IValidatableObject
{
    /// <summary>The section of the configuration.</summary>
    public const string Section = "Files";

    /// <summary>Gets or sets where the bytes of new files go. Default: the database.</summary>
    public BlobStoreKind Store { get; set; } = BlobStoreKind.Postgres;

    /// <summary>Gets or sets the S3-compatible store; needed if it is chosen.</summary>
    public S3Options S3 { get; set; } = new();

    /// <summary>Checks the settings that depend on each other.</summary>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Store != BlobStoreKind.S3)
            yield break;
        if (S3.Endpoint is not { IsAbsoluteUri: true } endpoint || !(endpoint.Scheme == Uri.UriSchemeHttps || endpoint.IsLoopback))
            yield return new($"{Section}:S3:Endpoint must be the https:// address of the store, such as https://s3.example.org/.");
        if (S3.Bucket.Length == 0)
            yield return new($"{Section}:S3:Bucket is missing; set it to the name of a bucket that nothing else uses.");
        if (S3.AccessKey.Length == 0 || S3.SecretKey.Length == 0)
            yield return new($"{Section}:S3:AccessKey and {Section}:S3:SecretKey are missing; set both.");
        if (S3.Timeout < TimeSpan.FromSeconds(1) || S3.Timeout > TimeSpan.FromMinutes(1))
            yield return new($"{Section}:S3:Timeout is {S3.Timeout}; set 1 s to 1 min.");
    }
}

/// <summary>Configures the S3-compatible store.</summary>
public sealed class S3Options
{
    /// <summary>Gets or sets the address. TLS is needed, but to this machine.</summary>
    public Uri? Endpoint { get; set; }

    /// <summary>Gets or sets the region that requests are signed for. Default <c>us-east-1</c>.</summary>
    public string Region { get; set; } = "us-east-1";

    /// <summary>Gets or sets the bucket.</summary>
    public string Bucket { get; set; } = "";

    /// <summary>Gets or sets the access key.</summary>
    public string AccessKey { get; set; } = "";

    /// <summary>Gets or sets the secret key. A secret.</summary>
    public string SecretKey { get; set; } = "";

    /// <summary>Gets or sets whether the bucket stands in the path rather than in the name of the host. Default true.</summary>
    public bool PathStyle { get; set; } = true;

    /// <summary>Gets or sets the time-out of a request, 1 s to 1 min. Default 5 s: a call waits for it in its
    /// transaction.</summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(5);
}
