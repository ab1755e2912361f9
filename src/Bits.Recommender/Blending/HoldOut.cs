using Bits.Recommender.Signals;

namespace Bits.Recommender.Blending;

/// <summary>Describes a user whose later items are known.</summary>
/// <param name="User">The number of the user.</param>
/// <param name="Wanted">The items held out.</param>
readonly record struct HeldOut(int User, int[] Wanted);

/// <summary>Splits the past into what a trial may train on and what it must predict.</summary>
/// <param name="Trains">Tells whether a trial may train on an entry of a user.</param>
/// <param name="Wants">Tells whether a trial must predict it.</param>
/// <param name="Now">The time of the trial, in seconds since 1970.</param>
sealed record HoldOut(Func<int, Entry, bool> Trains, Func<int, Entry, bool> Wants, uint Now)
{
    // Of the time in order of signals, the last five windows of 4 % each.
    const int Windows = 5;
    const double WindowShare = 0.04;
    const int Sampled = 1_000_000;

    /// <summary>Holds out a random fifth of the entries, of all times.</summary>
    public static HoldOut AtRandom(uint now)
    {
        return new((user, entry) => !Held(user, entry.Item), (user, entry) => Held(user, entry.Item), now);

        // A hash of the numbers, not a random generator: the same for the same signals. Mixed well (SplitMix64): else which items of a
        // user are held out together would follow a pattern.
        static bool Held(int user, int item)
        {
            var mixed = (((ulong)(uint)user << 32) | (uint)item) + 0x9E3779B97F4A7C15UL;
            mixed = (mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9UL;
            mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EBUL;
            return (mixed ^ (mixed >> 31)) % 5 == 0;
        }
    }

    /// <summary>Holds out the last windows of time, one after the other. Empty when the signals have no times.</summary>
    public static IEnumerable<HoldOut> LastWindows(SignalTable table)
    {
        var step = Math.Max(1, table.Count / Sampled);
        var times = new uint[table.Count / step];
        for (var i = 0; i < times.Length; i++)
            times[i] = table.Entries[i * step].At;
        Array.Sort(times);

        for (var window = 1; window <= Windows && times.Length > 0; window++)
        {
            var from = times[(int)(times.Length * (1 - (window * WindowShare)))];
            var to = window == 1 ? uint.MaxValue : times[(int)(times.Length * (1 - ((window - 1) * WindowShare)))];
            if (from > times[0] && from < to)
                yield return new((_, entry) => entry.At < from, (_, entry) => entry.At >= from && entry.At < to, from - 1);
        }
    }

    /// <summary>Lists users with a past and something to predict, spread over all of them.</summary>
    /// <param name="table">The signals.</param>
    /// <param name="max">The maximum number of users.</param>
    public List<HeldOut> Users(SignalTable table, int max)
    {
        var found = new List<HeldOut>();
        for (var user = 0; user < table.Users.Length; user++)
        {
            var (hasPast, wanted) = (false, new List<int>());
            foreach (var entry in table.Of(user))
            {
                hasPast |= entry.Weight > 0 && Trains(user, entry);
                if (entry.Weight > 0 && Wants(user, entry))
                    wanted.Add(entry.Item);
            }

            if (hasPast && wanted.Count > 0)
                found.Add(new(user, [.. wanted]));
        }

        var step = Math.Max(1, (found.Count + max - 1) / max);
        return [.. found.Where((_, i) => i % step == 0)];
    }
}
