using Microsoft.Extensions.DependencyInjection;

namespace Bits.Platform.Features.Operations;

/// <summary>Operators' actions on queues and jobs, each with a reason and in the audit log.</summary>
sealed class OperationsFeature : IFeature
{
    /// <inheritdoc />
    public void Register(FeatureBuilder feature)
    {
        feature
            .Call<PauseJobs>()
            .Call<ResumeJobs>()
            .Call<RetryJob>()
            .Call<CancelJob>()
            .Call<DiscardJob>()
            .Call<RescheduleJob>()
            .Call<PrioritizeJob>()
            .Call<RetryMatching>()
            .Call<CancelMatching>()
            .Call<DiscardMatching>()
            .Call<RunPeriodicNow>()
            .Call<PausePeriodic>()
            .Call<ResumePeriodic>();
        feature.Services.AddSingleton<BulkStarter>();
    }
}
