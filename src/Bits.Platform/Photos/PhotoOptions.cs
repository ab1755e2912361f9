using System.ComponentModel.DataAnnotations;

namespace Bits.Platform.Photos;

/// <summary>Configures the reading of photos; section <c>Photos</c>.</summary>
public sealed class PhotoOptions
{
    /// <summary>The section of the configuration.</summary>
    public const string Section = "Photos";

    /// <summary>Gets or sets how many photos are decoded at once, 1 to 16. Default 1. Each one takes up to 100 MB.</summary>
    [Range(1, 16)]
    public int Concurrency { get; set; } = 1;

    /// <summary>Gets or sets how many more wait, 0 to 1,000; others are refused. Default 8. Each one holds its bytes.</summary>
    [Range(0, 1_000)]
    public int Waiting { get; set; } = 8;

    /// <summary>Gets or sets how long the decoding of a photo may take, 1 s to 1 min. Default 5 s.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:01:00")]
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(5);
}
