using Microsoft.Extensions.Time.Testing;

namespace Bits.Jobs.Tests;

/// <summary>A worker learns of new jobs in the way in which they wait less, whatever made that way the better one.</summary>
public sealed class WakePolicyTests
{
    readonly FakeTimeProvider _time = new();

    [Theory]
    [InlineData(3, 8, true)] // calls are quick
    [InlineData(200, 8, false)] // calls hold up commits
    public void The_way_that_lets_jobs_wait_less_is_taken(double called, double looking, bool isCalled)
    {
        var policy = new WakePolicy(_time);

        Run(policy, seconds: 20, called, looking);

        Assert.Equal(isCalled, policy.IsCalled);
    }

    [Fact]
    public void A_change_of_what_is_better_is_noticed()
    {
        var policy = new WakePolicy(_time);
        Run(policy, seconds: 20, called: 3, looking: 8);

        Run(policy, seconds: 120, called: 90, looking: 8);
        Assert.False(policy.IsCalled);

        Run(policy, seconds: 120, called: 3, looking: 8);
        Assert.True(policy.IsCalled);
    }

    [Fact]
    public void The_worse_way_is_tried_more_and_more_rarely()
    {
        var policy = new WakePolicy(_time);

        Assert.InRange(Run(policy, seconds: 10, called: 200, looking: 8), 1, 1500);
        Run(policy, seconds: 200, called: 200, looking: 8);

        Assert.InRange(Run(policy, seconds: 200, called: 200, looking: 8), 0, 1500); // of 40,000 jobs
    }

    [Fact]
    public void A_way_that_is_far_worse_is_not_tried_again_soon()
    {
        var policy = new WakePolicy(_time);
        Run(policy, seconds: 3, called: 200, looking: 8);

        Assert.InRange(Run(policy, seconds: 15, called: 200, looking: 8), 0, 100); // of 3,000 jobs
    }

    [Fact]
    public void Trying_the_worse_way_costs_few_jobs()
    {
        var policy = new WakePolicy(_time);

        var called = Run(policy, seconds: 10, called: 3, looking: 8);

        Assert.InRange(called, 1880, 1990); // of 2,000
    }

    [Fact]
    public void Commits_that_calls_make_wait_for_each_other_are_noticed_though_few_jobs_get_through()
    {
        var policy = new WakePolicy(_time);

        var done = Produce(policy, milliseconds: 60_000);

        Assert.False(policy.IsCalled);
        Assert.InRange(done, 55_000, 60_000);
    }

    [Theory]
    [InlineData(20)]
    [InlineData(100)]
    public void Most_jobs_never_meet_the_commits_that_calls_make_wait_for_each_other(int connections)
    {
        var policy = new WakePolicy(_time);
        var waits = new List<double>();

        Produce(policy, milliseconds: 10_000, connections, waits);

        waits.Sort();
        Assert.InRange(waits[waits.Count / 2], 0, 10);
        Assert.InRange(waits[waits.Count * 9 / 10], 0, 30);
    }

    // A job each millisecond by many connections, a commit of five: with calls one after the other, else all together.
    int Produce(WakePolicy policy, int milliseconds, int connections = 40, List<double>? waits = null)
    {
        var (due, done, busyUntil) = (0, 0, 0);
        var start = _time.GetUtcNow();
        var committing = new Queue<(DateTimeOffset Began, int Commits, bool IsCalled)>();
        for (var ms = 0; ms < milliseconds; ms++)
        {
            _time.Advance(TimeSpan.FromMilliseconds(1));
            for (due++; due > 0 && committing.Count < connections; due--)
            {
                busyUntil = policy.IsCalled ? Math.Max(busyUntil, ms) + 5 : busyUntil;
                committing.Enqueue((_time.GetUtcNow(), policy.IsCalled ? busyUntil : Math.Max(busyUntil, ms + 5), policy.IsCalled));
            }

            List<ClaimedJob> claimed = [];
            while (committing.TryPeek(out var job) && job.Commits <= ms)
                claimed.Add(Job(committing.Dequeue().Began));
            done += claimed.Count;
            if (_time.GetUtcNow() - start > TimeSpan.FromSeconds(2))
                waits?.AddRange(claimed.Select(job => (_time.GetUtcNow() - job.EnqueuedAt).TotalMilliseconds));
            if (claimed.Count > 0)
                policy.Claimed(claimed);
        }

        return done;
    }

    // Five milliseconds a job; returns how many were called for.
    int Run(WakePolicy policy, int seconds, double called, double looking)
    {
        var calls = 0;
        for (var i = 0; i < seconds * 200; i++)
        {
            _time.Advance(TimeSpan.FromMilliseconds(5));
            calls += policy.IsCalled ? 1 : 0;
            var wait = policy.IsCalled ? called : looking;
            policy.Claimed([Job(_time.GetUtcNow() - TimeSpan.FromMilliseconds(wait * (0.8 + i % 5 * 0.1)))]);
        }

        return calls;
    }

    static ClaimedJob Job(DateTimeOffset enqueuedAt) =>
        new(default, "default", "tests.work", [], 1, 12, enqueuedAt, null, null, null, IsQuarantined: false);
}
