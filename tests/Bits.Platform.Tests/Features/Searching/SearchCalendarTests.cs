using Bits.Jobs;
using Bits.Platform.Features.Searching.Saved;

namespace Bits.Platform.Tests.Features.Searching;

public sealed class SearchCalendarTests(TestPlatform platform) : IClassFixture<TestPlatform>
{
    [Fact]
    public async Task The_calendar_has_saved_searches_and_their_job_is_done()
    {
        var declared = platform.Get<IEnumerable<PeriodicJob>>()
            .Where(periodic => periodic.Kind.StartsWith("search.", StringComparison.Ordinal)).ToList();
        Assert.Equal([RunSavedSearches.Kind], declared.Select(periodic => periodic.Kind).Order(StringComparer.Ordinal));

        foreach (var periodic in declared)
            await platform.DataSource.SqlAsync(
                "insert into jobs_queue_job (queue, kind, payload) values ($1, $2, $3::jsonb)", periodic.Queue, periodic.Kind, periodic.Payload);
        await platform.DrainAsync();

        Assert.True(await platform.DataSource.ValueAsync<bool>("select count(*) = 1 and bool_and(state = 'succeeded') from jobs_queue_job"));
    }
}
