using Bits.Platform.Rpc;
using Microsoft.Extensions.DependencyInjection;

namespace Bits.Platform.Features.Operations;

/// <summary>What operators do to queues and jobs, each with a reason and in the audit log.</summary>
static class OperationsFeature
{
    public static void Add(IServiceCollection services) => services
        .AddSingleton<BulkStarter>()
        .AddRpc<PauseJobs>()
        .AddRpc<ResumeJobs>()
        .AddRpc<RetryJob>()
        .AddRpc<CancelJob>()
        .AddRpc<DiscardJob>()
        .AddRpc<RescheduleJob>()
        .AddRpc<PrioritizeJob>()
        .AddRpc<RetryMatching>()
        .AddRpc<CancelMatching>()
        .AddRpc<DiscardMatching>()
        .AddRpc<RunPeriodicNow>()
        .AddRpc<PausePeriodic>()
        .AddRpc<ResumePeriodic>();
}
