using Bits.Load.Reporting;

namespace Bits.Load.Photos;

/// <summary>What reading photos costs: the hostile ones for the memory, good ones for the time. Each set is read by a process
/// of its own.</summary>
sealed class PhotosScenario : IScenario
{
    public string Name => "photos";

    public string Description => "The memory and the time that photos take, hostile ones and good ones.";

    public async Task<Figures> RunAsync(ScenarioContext context, CancellationToken ct)
    {
        using var hostile = new PhotoFolder();
        using var good = new PhotoFolder();
        ScenarioContext.Tell("writing the photos");
        hostile.AddHostile();
        good.AddGood(context.At(small: 10, full: 200));

        return Print(context.Report, await PhotoReading.MeasureAsync(hostile, ct), await PhotoReading.MeasureAsync(good, ct));
    }

    static Figures Print(Report report, PhotoReading hostile, PhotoReading good)
    {
        report.Table(
            "photos, read by eight callers at once", ["files", "number", "refused", "seconds", "slowest ms, with the wait", "peak RSS MiB"],
            new[] { ("hostile", hostile), ("good", good) }.Select(set => (string[])
            [
                set.Item1, $"{set.Item2.Files}", $"{set.Item2.Refused}", $"{set.Item2.Seconds:0.0}", $"{set.Item2.SlowestMs:0}", $"{set.Item2.PeakRssMb:0}",
            ]));
        var figures = new Figures();
        figures.Add("hostile", hostile.Files);
        figures.Add("hostile_refused", hostile.Refused);
        figures.Add("hostile_slowest_ms", hostile.SlowestMs);
        figures.Add("photo_peak_rss_mb", Math.Max(hostile.PeakRssMb, good.PeakRssMb));
        figures.Add("good", good.Files);
        figures.Add("good_refused", good.Refused);
        figures.Add("good_per_s", good.Files / good.Seconds);
        return figures;
    }
}
