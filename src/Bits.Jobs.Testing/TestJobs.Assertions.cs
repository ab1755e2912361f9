using System.Text;
using System.Text.Json.Serialization.Metadata;

namespace Bits.Jobs.Testing;

public sealed partial class TestJobs
{
    const int Most = 1_000;
    const int Shown = 20;

    /// <summary>The jobs of a kind that were enqueued and are not forgotten, whatever became of them, the first one first; at
    /// most the latest 1,000.</summary>
    /// <param name="json">How to read what they are about.</param>
    /// <param name="ct">Stops the query.</param>
    public async Task<IReadOnlyList<FoundJob<TArgs>>> ListAsync<TArgs>(JsonTypeInfo<TArgs> json, CancellationToken ct = default)
        where TArgs : IJobArgs
    {
        var inspector = new JobInspector(_dataSource);
        List<FoundJob<TArgs>> found = [];
        foreach (var job in await inspector.ListAsync(new() { Kind = TArgs.Kind }, limit: Most, ct: ct).ConfigureAwait(false))
        {
            var detail = await inspector.FindAsync(job.Id, ct).ConfigureAwait(false);
            if (detail is not null)
                found.Insert(0, new(job, PayloadVersions.Read(Encoding.UTF8.GetBytes(detail.Payload), json, [])));
        }

        return found;
    }

    /// <summary>Asserts that exactly so many jobs of a kind were enqueued, and returns them.</summary>
    /// <param name="json">How to read what they are about.</param>
    /// <param name="matches">Which of them count; default all.</param>
    /// <param name="times">How many; default 1.</param>
    /// <param name="ct">Stops the query.</param>
    /// <exception cref="JobAssertionException">There are more or fewer; the message lists what there is.</exception>
    public async Task<IReadOnlyList<FoundJob<TArgs>>> AssertEnqueuedAsync<TArgs>(
        JsonTypeInfo<TArgs> json, Func<TArgs, bool>? matches = null, int times = 1, CancellationToken ct = default)
        where TArgs : IJobArgs
    {
        var all = await ListAsync(json, ct).ConfigureAwait(false);
        var found = all.Where(job => matches is null || matches(job.Args)).ToList();
        if (found.Count != times)
            throw new JobAssertionException(
                $"{found.Count} jobs of the kind {TArgs.Kind}{(matches is null ? "" : $" match, of {all.Count},")} where {times} should be."
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
