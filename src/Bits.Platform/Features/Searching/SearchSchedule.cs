using Bits.Jobs;
using Bits.Platform.Audit;
using Bits.Platform.Features.Searching.Recommending;
using Bits.Platform.Features.Searching.Saved;
using Bits.Platform.Rpc;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Bits.Platform.Features.Searching;

/// <summary>Sees to it that saved searches are run every five minutes and recommendations are computed once a day, by
/// whichever host comes first: a job that holds its key keeps others out.</summary>
sealed partial class SearchSchedule(SystemPipeline pipeline, JobQueue jobs, TimeProvider clock, ILogger<SearchSchedule> log)
    : BackgroundService
{
    static readonly TimeSpan Interval = TimeSpan.FromMinutes(5);
    static readonly AuditAction Action = new("search.schedule", AuditClass.Access);

    // A little less than the time between two, so that a tick that comes early finds the key free.
    static readonly UniqueScope EachTick = new() { Window = Interval - TimeSpan.FromSeconds(10) };
    static readonly UniqueScope EachDay = new() { Window = TimeSpan.FromDays(1) - Interval / 2 };

    /// <summary>Enqueues the jobs that are due.</summary>
    /// <returns>How many.</returns>
    public Task<int> EnqueueAsync(CancellationToken ct) => pipeline.RunAsync(
        new SystemTask(Action, Actor.System(Action.Name), RequestOrigin.Of(RequestOrigin.Job)),
        async call =>
        {
            call.Audit.If(changed: false);
            var saved = await jobs.EnqueueUniqueAsync(
                call.Db, [new RunSavedSearches()], _ => RunSavedSearches.Kind, SavedJson.Default.RunSavedSearches, EachTick, ct: ct);
            var recommended = await jobs.EnqueueUniqueAsync(
                call.Db, [new RecommendUsers(After: null)], _ => RecommendUsers.Kind, RecommendingJson.Default.RecommendUsers, EachDay,
                ct: ct);
            return saved.Concat(recommended).Count(job => job.IsNew);
        }, ct);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var ticks = new PeriodicTimer(Interval, clock);
        while (await NextAsync(ticks, stoppingToken))
        {
            try
            {
                await EnqueueAsync(stoppingToken);
            }
            catch (Exception e) when (e is NpgsqlException or TimeoutException or IOException)
            {
                Failed(e); // the next tick tries again
            }
        }
    }

    static async Task<bool> NextAsync(PeriodicTimer ticks, CancellationToken ct)
    {
        try
        {
            return await ticks.WaitForNextTickAsync(ct);
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            return false;
        }
    }

    [LoggerMessage(342, LogLevel.Warning, "The jobs of search could not be enqueued; in five minutes again.")]
    partial void Failed(Exception e);
}
