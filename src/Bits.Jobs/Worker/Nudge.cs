using System.Threading.Channels;
using Microsoft.Extensions.Logging;

namespace Bits.Jobs;

/// <summary>Has workflows go on as soon as a job of theirs has ended here, and not only with the next heartbeat. Jobs without a
/// batch never come here, and a batch that is no workflow is asked about once.</summary>
sealed class Nudge(IJobStore store, ILogger log)
{
    const int MaxKnown = 10_000;

    readonly Channel<long> _ended = Channel.CreateUnbounded<long>(new() { SingleReader = true, SingleWriter = true });
    readonly HashSet<long> _plain = []; // batches that are no workflows
    int _waiting;

    /// <summary>Whether nothing that has ended waits to be passed on.</summary>
    public bool IsIdle => Volatile.Read(ref _waiting) == 0;

    /// <summary>Notes the batches of attempts whose ends are stored.</summary>
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

    /// <summary>Lets <see cref="RunAsync"/> end when everything is passed on.</summary>
    public void Complete() => _ended.Writer.TryComplete();

    /// <summary>Passes on until completed: what ends meanwhile goes in one statement.</summary>
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
            log.LoopFailed(nameof(Nudge), e);
        }
    }
}
