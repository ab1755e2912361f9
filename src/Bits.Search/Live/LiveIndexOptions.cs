using System.ComponentModel.DataAnnotations;

namespace Bits.Search;

/// <summary>Configures the live index.</summary>
public sealed class LiveIndexOptions
{
    /// <summary>Gets or sets whether to run the index. Without it the database answers every search. Default true.</summary>
    public bool IsEnabled { get; set; } = true;

    /// <summary>Gets or sets the memory limit in MiB, 16 to 1,048,576. A document needs about 0.7 KiB, twice that during a
    /// merge. The database answers when the documents need more. Default 2,048.</summary>
    [Range(16, 1_048_576)]
    public int MaxMegabytes { get; set; } = 2_048;

    internal long MaxBytes => (long)MaxMegabytes << 20;

    /// <summary>Gets or sets how long the table keeps changes for the indexes of all nodes, one minute to a day. An index that
    /// reads later reloads all documents. Default 10 minutes.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "1.00:00:00")]
    public TimeSpan KeepChanges { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>Gets or sets how many changed documents a search reads before it answers, 1 to 100,000. When there are more, the
    /// database answers until the index has read them. Default 1,000.</summary>
    [Range(1, 100_000)]
    public int MaxChangesPerSearch { get; set; } = 1_000;

    // The pause after a failure; doubles each time, up to sixteen times.
    internal TimeSpan RetryAfter { get; set; } = TimeSpan.FromSeconds(5);
}
