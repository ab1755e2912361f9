using System.Threading.Channels;
using Microsoft.Extensions.Logging;

namespace Bits.Jobs;

/// <summary>Advances workflows when one of their jobs finishes, instead of at the next heartbeat. Ignores jobs without a
/// batch, and looks up a batch that is no workflow once.</summary>
sealed class WorkflowAdvancer(IJobStore store, ILogger log)
{
    const int MaxKnown = 10_000;

    readonly Channel<long> _ended = Channel.CreateUnbounded<long>(new() { SingleReader = true, SingleWriter = true });
    readonly HashSet<long> _plain = []; // batches that are no workflows
    int _waiting;

    /// <summary>Whether no batch waits.</summary>
    public bool IsIdle => Volatile.Read(ref _waiting) == 0;

    /// <summary>Notes the batches of attempts whose results are stored.</summary>
    public void Add(List<Attempt> ended)
    {
        foreach (var attempt in ended)
        {
            if (attempt.Job.Batch is not { } batch)
                continue;

            Interlocked.Increment(ref _waiting);
            _ended.Writer.TryWrite(batch);
        }
    }

    /// <summary>Ends <see cref="RunAsync"/> once no batch waits.</summary>
    public void Complete() => _ended.Writer.TryComplete();

    /// <summary>Advances batches until completed; waiting batches share a statement.</summary>
    public async Task RunAsync(CancellationToken giveUp)
    {
        while (await _ended.Reader.WaitToReadAsync(CancellationToken.None).ConfigureAwait(false))
        {
            var (count, batches) = (0, new HashSet<long>());
            for (; _ended.Reader.TryRead(out var batch); count++)
                batches.Add(batch);

            batches.ExceptWith(_plain);
            if (batches.Count > 0)
                await AdvanceAsync(batches, giveUp).ConfigureAwait(false);
            Interlocked.Add(ref _waiting, -count);
        }
    }

    async Task AdvanceAsync(HashSet<long> batches, CancellationToken giveUp)
    {
        try
        {
            batches.ExceptWith(await store.AdvanceAsync([.. batches], giveUp).ConfigureAwait(false));
            if (_plain.Count > MaxKnown)
                _plain.Clear();
            _plain.UnionWith(batches);
        }
        catch (Exception e) when (store.Classify(e) != StoreFault.None)
        {
            log.StoreFailed(e); // the next heartbeat of any worker does it
        }
        catch (Exception e)
        {
            log.LoopFailed(nameof(WorkflowAdvancer), e);
        }
    }
}
