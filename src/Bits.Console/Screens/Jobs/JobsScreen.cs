using System.Globalization;
using Bits.Console.Hosting;
using Bits.Console.Live;
using Bits.Jobs;

namespace Bits.Console.Screens.Jobs;

/// <summary>Jobs, the latest first, those that fit.</summary>
sealed class JobsScreen(ConsoleDatabase database, JobsWatch watch) : IScreen
{
    const int PageSize = 50;

    readonly JobInspector _jobs = new(database.DataSource);

    public async Task<View> ShowAsync(ScreenCall call, CancellationToken ct)
    {
        var number = call.Number("q");
        var filter = new JobFilter(
            call.Text("queue"), call.Text("kind"),
            Enum.TryParse<JobState>(call.Text("state"), ignoreCase: true, out var state) ? state : null)
        {
            Signature = call.Text("signature"),
            Key = number is null ? call.Text("q") : null,
            EnqueuedFrom = call.Time("from"),
            EnqueuedBefore = call.Time("to"),
        };

        var page = await call.TryReadAsync(() => number is { } id
            ? FindAsync(id, ct)
            : _jobs.PageAsync(filter, call.Number("before"), PageSize, ct)) ?? new([], null, null);

        return View.Of<JobsView, JobsModel>("Jobs", new(
            filter, page, await call.TryReadAsync(() => watch.LookAsync(ct)), await _jobs.EstimateAsync(ct)));
    }

    async Task<JobPage> FindAsync(long id, CancellationToken ct) =>
        new(await _jobs.FindAsync(id, ct) is { } found ? [found.Job] : [], null, null);
}

/// <summary>What the page of jobs shows.</summary>
/// <param name="Filter">Which.</param>
/// <param name="Page">Some of them.</param>
/// <param name="Now">How the queues stand; null where that took too long.</param>
/// <param name="Estimate">About how many jobs the table keeps.</param>
public sealed record JobsModel(JobFilter Filter, JobPage Page, JobsNow? Now, long Estimate)
{
    /// <summary>What is shown.</summary>
    public IReadOnlyList<JobSummary> Jobs => Page.Jobs;

    /// <summary>The filter as the fields of a call.</summary>
    public IReadOnlyDictionary<string, string?> Fields => new Dictionary<string, string?>
    {
        ["queue"] = Filter.Queue,
        ["kind"] = Filter.Kind,
        ["state"] = Filter.State?.ToString().ToLowerInvariant(),
        ["signature"] = Filter.Signature,
        ["key"] = Filter.Key,
        ["enqueuedFrom"] = Filter.EnqueuedFrom?.ToString("O", CultureInfo.InvariantCulture),
        ["enqueuedBefore"] = Filter.EnqueuedBefore?.ToString("O", CultureInfo.InvariantCulture),
    };
}
