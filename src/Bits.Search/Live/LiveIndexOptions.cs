using System.ComponentModel.DataAnnotations;

namespace Bits.Search;

/// <summary>How the live index works: the documents in the memory of this process, caught up before every search.</summary>
public sealed class LiveIndexOptions
{
    /// <summary>Whether there is one. Without it every search is answered by the database alone. Default true.</summary>
    public bool IsEnabled { get; set; } = true;

    /// <summary>The most memory it may take, in MiB, 16 to 1,048,576; about 0.7 KiB a document, and as much again while
    /// it merges. What is larger is not loaded: the database answers. Default 2,048.</summary>
    [Range(16, 1_048_576)]
    public int MaxMegabytes { get; set; } = 2_048;

    internal long MaxBytes => (long)MaxMegabytes << 20;

    /// <summary>How long changes are kept for indexes that have not read them, on whichever node, one minute to a day. One
    /// that comes later loads everything anew. Default 10 minutes.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "1.00:00:00")]
    public TimeSpan KeepChanges { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>How many changed documents a search takes in before it answers, 1 to 100,000. When more have changed, the
    /// database answers until they are taken in. Default 1,000.</summary>
    [Range(1, 100_000)]
    public int MaxChangesPerSearch { get; set; } = 1_000;

    // How long it waits after it has failed; twice as long each time, up to sixteen times.
    internal TimeSpan RetryAfter { get; set; } = TimeSpan.FromSeconds(5);
}
