using System.ComponentModel.DataAnnotations;
using System.Security.Cryptography;

namespace Bits.Platform.Audit;

/// <summary>Configures the sealing and retention of the audit log; section <c>Audit</c>.</summary>
public sealed class AuditOptions : IValidatableObject
{
    /// <summary>The section of the configuration.</summary>
    public const string Section = "Audit";

    /// <summary>Gets or sets the id of the key for new seals. Default <c>1</c>.</summary>
    [Required]
    public string KeyId { get; set; } = "1";

    /// <summary>Gets or sets the keys by id, base64 of 32 bytes or more, secret. Keep old keys here to verify old
    /// seals. Required outside Development.</summary>
    public Dictionary<string, string> Keys { get; } = [];

    /// <summary>Gets or sets the interval of sealing, 100 ms to 1 h. Default 10 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "01:00:00")]
    public TimeSpan SealInterval { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Gets or sets a file that receives each seal's number and code, on another disk or write-once. Default:
    /// none.</summary>
    public string? AnchorFile { get; set; }

    /// <summary>Gets or sets the retention of the class access in days, from 30. Default 90.</summary>
    [Range(30, 36_500)]
    public int AccessDays { get; set; } = 90;

    /// <summary>Gets or sets the retention of the class security in days, from 30. Default 730.</summary>
    [Range(30, 36_500)]
    public int SecurityDays { get; set; } = 730;

    /// <summary>Gets or sets the retention of the class admin in days, from 30. Default 2,555.</summary>
    [Range(30, 36_500)]
    public int AdminDays { get; set; } = 2_555;

    /// <summary>Returns why <see cref="AnchorFile"/> cannot be read or appended to; null when it can. Creates the file
    /// when missing.</summary>
    public string? FindAnchorProblem()
    {
        try
        {
            using (File.Open(AnchorFile!, FileMode.Append))
            {
            }

            _ = AuditAnchor.Last(AnchorFile);
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or FormatException)
        {
            return e.Message;
        }
    }

    internal TimeSpan Kept(AuditClass of) => TimeSpan.FromDays(of switch
    {
        AuditClass.Access => AccessDays,
        AuditClass.Security => SecurityDays,
        AuditClass.Admin => AdminDays,
    });

    /// <inheritdoc />
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Keys.Count > 0 && !Keys.ContainsKey(KeyId))
            yield return new($"Audit:KeyId is {KeyId}, but Audit:Keys has no such key; add Audit:Keys:{KeyId}.");
        foreach (var (id, key) in Keys)
            if (!Convert.TryFromBase64String(key, new byte[key.Length], out var length) || length < AuditKeys.MinLength)
                yield return new($"Audit:Keys:{id} is not base64 of {AuditKeys.MinLength} bytes or more; make one with: openssl rand -base64 32");
    }
}

/// <summary>The keys that sign and verify seals. They live outside the database: a writer of the log cannot seal it
/// again.</summary>
sealed class AuditKeys
{
    public const int MinLength = 32;

    readonly Dictionary<string, byte[]> _keys;

    public AuditKeys(AuditOptions options)
    {
        CurrentId = options.Keys.Count > 0 ? options.KeyId : Development;
        _keys = options.Keys.ToDictionary(key => key.Key, key => Convert.FromBase64String(key.Value));
        // A public key proves nothing; the hosts refuse it outside Development.
        _keys.Add(Development, SHA256.HashData("bits development audit key"u8));
    }

    /// <summary>The id of the public development key.</summary>
    public const string Development = "development";

    /// <summary>Gets the id of the key for new seals.</summary>
    public string CurrentId { get; }

    /// <summary>Computes the HMAC-SHA-256 under a key; null for an unknown key.</summary>
    public byte[]? Sign(string keyId, byte[] text) =>
        _keys.TryGetValue(keyId, out var key) ? HMACSHA256.HashData(key, text) : null;
}
