using System.Text.Json.Serialization;
using Bits.Jobs;
using Bits.Platform.Auth;
using Bits.Platform.Features.Notifications;
using Bits.Platform.Rpc;
using Bits.Search;
using Microsoft.Extensions.Logging;

namespace Bits.Platform.Features.Searching.Saved;

/// <summary>Notifies owners of saved searches of new documents.</summary>
public sealed record RunSavedSearches : IJobArgs
{
    /// <inheritdoc />
    public static string Kind => "search.run_saved_searches";
}

/// <summary>Serializes the jobs of saved searches.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(RunSavedSearches))]
sealed partial class SavedJson : JsonSerializerContext;

/// <summary>Runs each due search in its own transaction: lists the documents since its mark with the owner's current
/// tags and blocks, adds one notification, and stores the new mark.</summary>
/// <remarks>Idempotent: the mark moves in the transaction of the notification. A failing search does not stop the
/// others.</remarks>
sealed partial class RunSavedSearchesHandler(
    SystemPipeline pipeline, Searcher searcher, Notifier notifier, ILogger<RunSavedSearchesHandler> log)
    : IJobHandler<RunSavedSearches>
{
    const int PageSize = 500;

    // Less than the interval of the job, so that no search skips a run.
    static readonly TimeSpan Pause = TimeSpan.FromMinutes(4);

    public async Task HandleAsync(Job<RunSavedSearches> job, CancellationToken ct)
    {
        var task = SystemTask.Of(job);
        var failed = 0;
        for (var (behind, isLast) = (Guid.Empty, false); !isLast;)
        {
            var due = await pipeline.RunAsync(task, call => ListDueAsync(call, behind, ct), ct);
            foreach (var id in due)
                failed += await TryRunAsync(task, id, ct) ? 0 : 1;
            (behind, isLast) = (due is [.., var last] ? last : behind, due.Count < PageSize);
        }

        if (failed > 0)
            throw new InvalidOperationException($"{failed} saved searches failed, the others ran. See the log for the errors.");
    }

    static Task<List<Guid>> ListDueAsync(SystemCall call, Guid behind, CancellationToken ct)
    {
        call.Audit.If(changed: false);
        return SavedSearch.ListDueAsync(call.Db, Pause, behind, PageSize, ct);
    }

    async Task<bool> TryRunAsync(SystemTask task, Guid id, CancellationToken ct)
    {
        try
        {
            await pipeline.RunAsync(task, call => RunAsync(call, id, ct), ct);
            return true;
        }
#pragma warning disable CA1031 // the job retries it after the others
        catch (Exception e) when (!ct.IsCancellationRequested)
#pragma warning restore CA1031
        {
            Failed(id, e);
            return false;
        }
    }

    async Task<int> RunAsync(SystemCall call, Guid id, CancellationToken ct)
    {
        call.Audit.If(changed: false);
        if (await SavedSearch.TakeAsync(call.Db, id, Pause, ct) is not { } saved)
            return 0;

        var news = await CallerAudience.ReadAsync(
            call.Db, saved.UserId, view => searcher.ListNewAsync(call.Db, saved.AsQuery(view), saved.Mark, ct), ct);
        await saved.RanAsync(call.Db, news.Now, ct);
        var told = await saved.NotifyAsync(call.Db, news.Documents, ct);
        if (told > 0)
            await notifier.NotifyAsync(call.Db, SavedSearchText.Of(saved, told, news.Now), [saved.UserId], ct);
        return told;
    }

    [LoggerMessage(1, LogLevel.Warning, "Saved search {Id} failed.")]
    partial void Failed(Guid id, Exception e);
}
