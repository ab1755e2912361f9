using Bits.Platform.Audit;
using Bits.Platform.Demo;
using Bits.Platform.Features.Recommending.Running;
using Bits.Platform.Rpc;

namespace Bits.Platform.Features.Recommending;

/// <summary>Has the recommender trained on the demo data, so that recommendations are live soon after the first start.</summary>
sealed class RecommendingDemo(SystemPipeline pipeline, RecommenderRuns runs) : IDemoSeed
{
    static readonly SystemTask Seeding = SystemTask.OfOperator("demo.seed", AuditClass.Access);

    // The first start has better things to do: pages to show, and other jobs of the demo.
    static readonly TimeSpan Later = TimeSpan.FromMinutes(2);

    /// <inheritdoc />
    public Task AddContentAsync(IReadOnlyList<Guid> people, IProgress<DemoProgress>? progress, CancellationToken ct) => pipeline.RunAsync(
        Seeding, async call =>
        {
            call.Audit.If(changed: false);
            if ((await runs.ListAsync(call.Db, limit: 1, ct)).Count == 0)
                await runs.StartAsync(call.Db, RecommenderRunKind.Train, ct, Later);

            return true;
        }, ct);
}
