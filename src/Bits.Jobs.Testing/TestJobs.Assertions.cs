using System.Text;
using System.Text.Json.Serialization.Metadata;
using Bits.Shared;

namespace Bits.Jobs.Testing;

public sealed partial class TestJobs
{
    const int MaxListed = 1_000;
    const int Shown = 20;

    /// <summary>Lists the jobs of a kind in the table, in any state, the oldest first; at most the latest 1,000.</summary>
    /// <param name="json">The JSON of the arguments.</param>
    /// <param name="ct">Stops the query.</param>
    public async Task<IReadOnlyList<FoundJob<TArgs>>> ListAsync<TArgs>(JsonTypeInfo<TArgs> json, CancellationToken ct = default)
        where TArgs : IJobArgs
    {
        var inspector = new JobInspector(_dataSource);
        List<FoundJob<TArgs>> found = [];
        foreach (var job in await inspector.ListAsync(new() { Kind = TArgs.Kind }, limit: MaxListed, ct: ct).ConfigureAwait(false))
        {
            var detail = await inspector.FindAsync(job.Id, ct).ConfigureAwait(false);
            if (detail is not null)
                found.Insert(0, new(job, PayloadVersions.Read(Encoding.UTF8.GetBytes(detail.Payload), json, [])));
        }

        return found;
    }

    /// <summary>Asserts the number of enqueued jobs of a kind, and returns them.</summary>
    /// <param name="json">The JSON of the arguments.</param>
    /// <param name="matches">Selects the jobs to count; default all.</param>
    /// <param name="times">The expected number; default 1.</param>
    /// <param name="ct">Stops the query.</param>
    /// <exception cref="JobAssertionException">There are more or fewer jobs; the message lists the jobs.</exception>
    public async Task<IReadOnlyList<FoundJob<TArgs>>> AssertEnqueuedAsync<TArgs>(
        JsonTypeInfo<TArgs> json, Func<TArgs, bool>? matches = null, int times = 1, CancellationToken ct = default)
        where TArgs : IJobArgs
    {
        var all = await ListAsync(json, ct).ConfigureAwait(false);
        var found = all.Where(job => matches is null || matches(job.Args)).ToList();
        if (found.Count != times)
            throw new JobAssertionException(
                $"Expected {times} {(matches is null ? "" : "matching ")}jobs of the kind {TArgs.Kind}, but found {found.Count} of {all.Count}."
                + await ThereIsAsync(new(), ct).ConfigureAwait(false));

        return found;
    }

    /// <summary>Asserts that no job of a kind was enqueued.</summary>
    /// <inheritdoc cref="AssertEnqueuedAsync"/>
    public Task AssertNoneEnqueuedAsync<TArgs>(
        JsonTypeInfo<TArgs> json, Func<TArgs, bool>? matches = null, CancellationToken ct = default) where TArgs : IJobArgs =>
        AssertEnqueuedAsync(json, matches, times: 0, ct);

    async Task<string> ThereIsAsync(JobFilter filter, CancellationToken ct)
    {
        var inspector = new JobInspector(_dataSource);
        var jobs = await inspector.ListAsync(filter, limit: Shown, ct: ct).ConfigureAwait(false);
        var text = new StringBuilder(jobs.Count == 0 ? "\nThere are no jobs." : "\nThere are, the latest first:");
        foreach (var job in jobs)
            text.Append("\n  ").Append(job.Id).Append(' ').Append(job.Kind).Append(' ').Append(job.State.ToText()).Append(' ')
                .Append((await inspector.FindAsync(job.Id, ct).ConfigureAwait(false))?.Payload);

        return jobs.Count == Shown ? text.Append("\n  …").ToString() : text.ToString();
    }
}
