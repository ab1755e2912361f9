using System.Text.Json.Serialization;
using Bits.Jobs;
using Bits.Platform.Accounts;
using Bits.Platform.Auth;
using Bits.Platform.Rpc;
using Bits.Search.Signals;

namespace Bits.Platform.Features.Searching.Recommending;

/// <summary>Recomputes recommendations, a chunk of users per job.</summary>
/// <param name="After">The user to continue after; null for the first chunk.</param>
public sealed record RecommendUsers(Guid? After) : IJobArgs
{
    /// <inheritdoc />
    public static string Kind => "search.recommend_users";
}

/// <summary>Serializes the jobs of recommendations.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(RecommendUsers))]
sealed partial class RecommendingJson : JsonSerializerContext;

/// <summary>Recomputes popularity in the first job. Each job replaces the candidates of a page of users and enqueues
/// the next page, in one transaction.</summary>
/// <remarks>Idempotent: replaces sets as a whole, and enqueues the next page once.</remarks>
sealed class RecommendUsersHandler(
    SystemPipeline pipeline, AccountDirectory accounts, CallerAudience audience, PopularityRecommender recommender, JobQueue jobs)
    : IJobHandler<RecommendUsers>
{
    const int PageSize = 100;

    public Task HandleAsync(Job<RecommendUsers> job, CancellationToken ct) => pipeline.RunAsync(
        SystemTask.Of(job), async call =>
        {
            call.Audit.If(changed: false); // recommendations are not a user's action
            if (job.Args.After is null)
                await PopularityRecommender.CountAsync(call.Db, ct);

            var users = await accounts.ListActiveIdsAsync(call.Db, job.Args.After, PageSize, ct);
            foreach (var user in users)
                await RecommendAsync(call, user, ct);
            if (users.Count == PageSize)
                await jobs.EnqueueAsync(call.Db, new RecommendUsers(users[^1]), RecommendingJson.Default.RecommendUsers, ct);

            return users.Count;
        }, ct);

    // Reads filter by current tags and blocks, so a tag lost meanwhile is safe.
    async Task RecommendAsync(SystemCall call, Guid user, CancellationToken ct)
    {
        var view = await audience.ViewAsync(call.Db, user, ct);
        foreach (var surface in Surfaces.All)
            await recommender.RunAsync(call.Db, user, view.Tags, surface, view.Blocked, ct);
    }
}
