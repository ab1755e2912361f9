using Bits.Platform.Audit;
using Bits.Platform.Demo;
using Bits.Platform.Features.Recommending.Running;
using Bits.Platform.Rpc;

namespace Bits.Platform.Features.Recommending;

/// <summary>Has the recommender trained on the demo data, so that recommendations are live at first start.</summary>
sealed class RecommendingDemo(SystemPipeline pipeline, RecommenderRuns runs) : IDemoSeed
{
    static readonly SystemTask Seeding = SystemTask.OfOperator("demo.seed", AuditClass.Access);

    /// <inheritdoc />
    public Task AddContentAsync(IReadOnlyList<Guid> people, IProgress<DemoProgress>? progress, CancellationToken ct) => pipeline.RunAsync(
        Seeding, async call =>
        {
            call.Audit.If(changed: false);
            if ((await runs.ListAsync(call.Db, limit: 1, ct)).Count == 0)
                await runs.StartAsync(call.Db, RecommenderRunKind.Train, ct);

            return true;
        }, ct);
}
