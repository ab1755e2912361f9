using System.ComponentModel.DataAnnotations;
using System.Security.Cryptography;

namespace Bits.Platform.Audit;

/// <summary>How the audit log is sealed and kept; section <c>Audit</c>.</summary>
public sealed class AuditOptions : IValidatableObject
{
    /// <summary>The section of the configuration.</summary>
    public const string Section = "Audit";

    /// <summary>The name of the key that new seals are made with; default <c>1</c>.</summary>
    [Required]
    public string KeyId { get; set; } = "1";

    /// <summary>The keys by name, base64 of 32 bytes or more, secret; old ones stay here so that old seals can be
    /// verified. Needed outside Development.</summary>
    public Dictionary<string, string> Keys { get; } = [];

    /// <summary>How often events are sealed; default 10 s, 100 ms to 1 h.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "01:00:00")]
    public TimeSpan SealInterval { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>A file to which each seal's number and code are added, on another disk or write-once; default none.
    /// </summary>
    public string? AnchorFile { get; set; }

    /// <summary>How long events of the class access are kept, in days; default 90, at least 30.</summary>
    [Range(30, 36_500)]
    public int AccessDays { get; set; } = 90;

    /// <summary>How long events of the class security are kept, in days; default 730, at least 30.</summary>
    [Range(30, 36_500)]
    public int SecurityDays { get; set; } = 730;

    /// <summary>How long events of the class admin are kept, in days; default 2,555, at least 30.</summary>
    [Range(30, 36_500)]
    public int AdminDays { get; set; } = 2_555;

    /// <summary>Why <see cref="AnchorFile"/> cannot be added to or read; null where it can. Makes the file where there
    /// is none.</summary>
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
            yield return new($"Audit:KeyId is {KeyId}, but Audit:Keys has no key of that name; add Audit:Keys:{KeyId}.");
        foreach (var (id, key) in Keys)
            if (!Convert.TryFromBase64String(key, new byte[key.Length], out var length) || length < AuditKeys.MinLength)
                yield return new($"Audit:Keys:{id} is not base64 of {AuditKeys.MinLength} bytes or more; make one with: openssl rand -base64 32");
    }
}

/// <summary>The keys that seals are made and checked with. They lie outside the database: who can change the log cannot
/// seal it anew.</summary>
sealed class AuditKeys
{
    public const int MinLength = 32;

    readonly Dictionary<string, byte[]> _keys;

    public AuditKeys(AuditOptions options)
    {
        CurrentId = options.Keys.Count > 0 ? options.KeyId : Development;
        _keys = options.Keys.ToDictionary(key => key.Key, key => Convert.FromBase64String(key.Value));
        // Everybody knows it, so it proves nothing; the hosts refuse to run with it outside Development.
        _keys.Add(Development, SHA256.HashData("bits development audit key"u8));
    }

    /// <summary>The id of the key that everybody knows.</summary>
    public const string Development = "development";

    /// <summary>The key of new seals.</summary>
    public string CurrentId { get; }

    /// <summary>HMAC-SHA-256 under a key; null where the key is not known here.</summary>
    public byte[]? Sign(string keyId, byte[] text) =>
        _keys.TryGetValue(keyId, out var key) ? HMACSHA256.HashData(key, text) : null;
}
