using System.Globalization;
using Bits.Console.Hosting;
using Bits.Console.Live;
using Bits.Jobs;
using Bits.Pages.Hosting;
using Bits.Pages.Parts;

namespace Bits.Console.Features.Operations;

/// <summary>Lists the matching jobs, the latest first.</summary>
sealed class JobsScreen(ConsoleDatabase database, JobsWatch watch) : IScreen
{
    const int PageSize = 50;

    readonly JobInspector _jobs = new(database.DataSource);

    public async Task<View> ShowAsync(ScreenCall call, CancellationToken ct)
    {
        var number = call.Number("q");
        var filter = new JobFilter(
            call.Text("queue"), call.Text("kind"), Words.Find<JobState>(call.Text("state")))
        {
            Signature = call.Text("signature"),
            PartitionKey = number is null ? call.Text("q") : null,
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

/// <summary>The model of the jobs page.</summary>
/// <param name="Filter">The filter.</param>
/// <param name="Page">A page of jobs.</param>
/// <param name="Now">The state of the queues; null after a time-out.</param>
/// <param name="Estimate">The estimated number of jobs in the table.</param>
public sealed record JobsModel(JobFilter Filter, JobPage Page, JobsNow? Now, long Estimate)
{
    /// <summary>Gets the jobs of the page.</summary>
    public IReadOnlyList<JobSummary> Jobs => Page.Jobs;

    /// <summary>Gets the filter as fields of a call.</summary>
    public IReadOnlyDictionary<string, string?> Fields => new Dictionary<string, string?>
    {
        ["queue"] = Filter.Queue,
        ["kind"] = Filter.Kind,
        ["state"] = Filter.State is { } state ? Words.Value(state) : null,
        ["signature"] = Filter.Signature,
        ["key"] = Filter.PartitionKey,
        ["enqueuedFrom"] = Filter.EnqueuedFrom?.ToString("O", CultureInfo.InvariantCulture),
        ["enqueuedBefore"] = Filter.EnqueuedBefore?.ToString("O", CultureInfo.InvariantCulture),
    };
}
