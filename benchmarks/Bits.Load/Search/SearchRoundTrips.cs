using System.Diagnostics;
using Bits.Load.Database;
using Bits.Load.Measuring;
using Bits.Load.Reporting;
using Bits.Search;

namespace Bits.Load.Search;

/// <summary>How many round trips a search waits for while nothing changes: by what it takes longer when the server is far away.
/// </summary>
static class SearchRoundTrips
{
    const int Searches = 9;

    static readonly TimeSpan RoundTrip = TimeSpan.FromMilliseconds(40);

    public static async Task MeasureAsync(SearchInstallation installation, Findings findings, CancellationToken ct)
    {
        ScenarioContext.Tell($"a server {RoundTrip.TotalMilliseconds} ms away");
        await using var server = DistantServer.Of(installation.Schema.ConnectionString, RoundTrip);
        await using var live = new LiveIndex(server.DataSource, new() { MaxMegabytes = 8_192 });
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var running = live.RunAsync(stop.Token);
        while (live.Health.State != LiveIndexState.Ready)
            await Task.Delay(TimeSpan.FromMilliseconds(50), ct);

        var (far, near) = (new LibraryEngine(new(server.DataSource, live: live)), new LibraryEngine(installation.Searcher));
        var trips = new List<double>();
        foreach (var name in SearchQuestions.Classes)
            trips.Add(await CountAsync(far, near, new SearchQuestions(installation.World).Next(name), ct));
        await stop.CancelAsync();
        await running;

        findings.Add("round_trips", Spread.Of(trips), "round trips that a search waits for, live index, nothing changes; by class");
    }

    // The first searches learn the words; then the median tells.
    static async Task<double> CountAsync(LibraryEngine far, LibraryEngine near, SearchQuestion question, CancellationToken ct)
    {
        var longer = new List<double>();
        for (var i = 0; i < Searches; i++)
            longer.Add(await MillisecondsAsync(far, question, ct) - await MillisecondsAsync(near, question, ct));

        return Math.Round(Spread.Of(longer).Median / RoundTrip.TotalMilliseconds);
    }

    static async Task<double> MillisecondsAsync(LibraryEngine engine, SearchQuestion question, CancellationToken ct)
    {
        var started = Stopwatch.GetTimestamp();
        await engine.PageAsync(question, after: null, ct);
        return Stopwatch.GetElapsedTime(started).TotalMilliseconds;
    }
}
