using Bits.Jobs;
using Bits.Platform.Features.Searching;
using Bits.Platform.Rpc;
using Microsoft.Extensions.Logging.Abstractions;

namespace Bits.Platform.Tests.Features.Searching;

public sealed class SearchScheduleTests(TestPlatform platform) : IClassFixture<TestPlatform>
{
    static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Of_many_hosts_that_come_at_once_one_enqueues_each_job_and_all_of_them_are_done()
    {
        var hosts = Enumerable.Range(0, 6).Select(_ => new SearchSchedule(
            platform.Get<SystemPipeline>(), platform.Get<JobQueue>(), TimeProvider.System, NullLogger<SearchSchedule>.Instance)).ToList();

        var enqueued = await Task.WhenAll(hosts.Select(host => host.EnqueueAsync(Ct)));
        await platform.DrainAsync();

        Assert.Equal(2, enqueued.Sum());
        Assert.Equal(0, await hosts[0].EnqueueAsync(Ct)); // done, and not due again
        Assert.True(await platform.DataSource.ValueAsync<bool>("select count(*) = 2 and bool_and(state = 'succeeded') from jobs_queue_job"));
    }
}
