using Microsoft.Extensions.DependencyInjection;

namespace Bits.Jobs.Tests;

public sealed class JobHandlersTests
{
    [Fact]
    public void Two_handlers_of_one_kind_fail_the_start_by_name()
    {
        var services = new ServiceCollection();
        services.AddBitsJobs()
            .AddHandler<Work, Nothing>(TestJson.Default.Work)
            .AddHandler<Work, Nothing>(TestJson.Default.Work);

        var e = Assert.Throws<InvalidOperationException>(
            () => services.BuildServiceProvider().GetRequiredService<JobHandlers>());

        Assert.Contains(Work.Kind, e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Options_out_of_range_fail_the_start()
    {
        var services = new ServiceCollection();
        services.AddBitsJobs(o => o.Concurrency = 0);

        Assert.Throws<Microsoft.Extensions.Options.OptionsValidationException>(
            () => services.BuildServiceProvider()
                .GetRequiredService<Microsoft.Extensions.Options.IOptions<JobWorkerOptions>>().Value);
    }

    sealed class Nothing : IJobHandler<Work>
    {
        public Task HandleAsync(Job<Work> job, CancellationToken ct) => Task.CompletedTask;
    }
}
