using System.Runtime.InteropServices;
using Bits.Recommender.Affinity;
using Bits.Recommender.Blending;
using Bits.Recommender.Serving;
using Bits.Recommender.Signals;

namespace Bits.Recommender;

public sealed partial class RecommenderModel
{
    // What a user's new signals change about a pair of items.
    readonly record struct Change(int Item, int Other, float Delta);

    /// <summary>Creates a model that knows new signals, without training.</summary>
    /// <remarks>Popularity and norms become those of a training on all signals. New items get neighbours at once. The co-occurrence of
    /// listed neighbours stays exact; that of a pair that was not listed starts with the new signals. The weights of the head and of the
    /// blend wait for the next training.</remarks>
    /// <param name="earlier">What the model knows of the users of the new signals, as
    /// <see cref="RecommenderTrainer.HistoryOf"/> lists it.</param>
    /// <param name="added">The new signals.</param>
    /// <param name="now">The present time, not before that of the model.</param>
    /// <param name="ct">Stops the update.</param>
    /// <exception cref="InvalidArgumentException">A signal is invalid, or the time is before that of the model.</exception>
    public RecommenderModel Update(
        IReadOnlyCollection<Signal> earlier, IReadOnlyCollection<Signal> added, DateTimeOffset now, CancellationToken ct = default)
    {
        var end = Entry.Seconds(now);
        if (end < _popularity.Now)
            throw new InvalidArgumentException(nameof(now), $"is {now:O}, before the time of the model. Use a later time.");

        var (items, numbers) = WithNew(added);
        var popularity = _popularity.AgedTo(end, items.Length);
        var lists = _affinity.Lists!.WithRoomFor(items.Length);
        var (before, changes) = (EntriesByUser(earlier, numbers, end), new List<Change>());
        foreach (var (user, entries) in EntriesByUser(added, numbers, end))
        {
            ct.ThrowIfCancellationRequested();
            Apply(Merged(before.GetValueOrDefault(user, [])), Merged([.. before.GetValueOrDefault(user, []), .. entries]), popularity, lists.Norms, changes);
        }

        Relist(lists, changes, ct);
        var isRetired = new bool[items.Length];
        _isRetired.CopyTo(isRetired, 0);
        return new(items, _affinity with { Lists = lists }, _blend, popularity, _options, Report, isRetired);
    }

    (string[] Items, Dictionary<string, int> Numbers) WithNew(IReadOnlyCollection<Signal> added)
    {
        var fresh = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var signal in added)
        {
            SignalBuffer.Check(signal);
            if (!_numbers.ContainsKey(signal.Item))
                fresh.Add(signal.Item);
        }

        string[] items = [.. _items, .. fresh];
        return (items, items.Index().ToDictionary(item => item.Item, item => item.Index, StringComparer.Ordinal));
    }

    static SortedDictionary<Guid, List<Entry>> EntriesByUser(
        IReadOnlyCollection<Signal> signals, Dictionary<string, int> numbers, uint end)
    {
        var byUser = new SortedDictionary<Guid, List<Entry>>();
        foreach (var signal in signals)
        {
            SignalBuffer.Check(signal);
            if (!numbers.TryGetValue(signal.Item, out var item))
                continue;
            if (!byUser.TryGetValue(signal.User, out var entries))
                byUser.Add(signal.User, entries = []);
            entries.Add(new(item, signal.Weight, Math.Min(Entry.Seconds(signal.At), end)));
        }

        return byUser;
    }

    static Entry[] Merged(List<Entry> entries)
    {
        var merged = entries.ToArray();
        return merged[..Entry.Merge(merged)];
    }

    void Apply(Entry[] before, Entry[] after, Popularity popularity, float[] norms, List<Change> changes)
    {
        foreach (var entry in before.Where(entry => entry.Weight > 0))
            popularity.Add(entry.Item, -entry.Strength, entry.At);
        foreach (var entry in after.Where(entry => entry.Weight > 0))
            popularity.Add(entry.Item, entry.Strength, entry.At);

        var (old, present) = (UserItems.Of(before, _options.ItemsPerUser), UserItems.Of(after, _options.ItemsPerUser));
        int[] all = [.. old.Items.Union(present.Items).Order()];
        var changed = all.Where(item => old.In(item) != present.In(item)).ToHashSet();
        foreach (var item in changed.Order())
        {
            norms[item] += (present.In(item) * present.In(item)) - (old.In(item) * old.In(item));
            foreach (var other in all.Where(other => other != item))
            {
                var delta = (present.In(item) * present.In(other)) - (old.In(item) * old.In(other));
                changes.Add(new(item, other, delta));
                if (!changed.Contains(other))
                    changes.Add(new(other, item, delta));
            }
        }
    }

    void Relist(NeighbourLists lists, List<Change> changes, CancellationToken ct)
    {
        var (starts, byItem) = ByItem(changes, lists.Items);
        int[] changed = [.. Enumerable.Range(0, lists.Items).Where(item => starts[item] < starts[item + 1])];
        Parallel.ForEach(
            changed, new() { CancellationToken = ct },
            () => (Sums: new float[lists.Items], IsIn: new bool[lists.Items], Others: new List<int>(), Top: new TopList(_options.NeighboursPerItem)),
            (item, _, thread) =>
            {
                // Few of all items: those of the list, and those of the changes.
                foreach (var (other, count) in lists.Ids[item].Zip(lists.Counts[item]))
                    Add(other, count);
                foreach (var change in byItem.AsSpan(starts[item]..starts[item + 1]))
                    Add(change.Other, change.Delta);
                lists.Keep(item, thread.Sums, CollectionsMarshal.AsSpan(thread.Others), thread.Top);
                foreach (var other in thread.Others)
                    (thread.Sums[other], thread.IsIn[other]) = (0, false);
                thread.Others.Clear();
                return thread;

                void Add(int other, float count)
                {
                    thread.Sums[other] += count;
                    if (thread.IsIn[other])
                        return;

                    thread.IsIn[other] = true;
                    thread.Others.Add(other);
                }
            },
            _ => { });
    }

    // Counted, not sorted: there are millions. Those of an item stay in their order.
    static (int[] Starts, Change[] Changes) ByItem(List<Change> changes, int items)
    {
        var (starts, ordered) = (new int[items + 1], new Change[changes.Count]);
        foreach (var change in changes)
            starts[change.Item + 1]++;
        for (var item = 0; item < items; item++)
            starts[item + 1] += starts[item];
        var places = starts[..^1];
        foreach (var change in changes)
            ordered[places[change.Item]++] = change;
        return (starts, ordered);
    }
}
