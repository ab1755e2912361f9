using Bits.Recommender.Signals;

namespace Bits.Recommender.Blending;

/// <summary>Holds the interest in each item, halved by age at several speeds: popularity from today's to that of all time.</summary>
/// <param name="Sums">By half-life, then by item.</param>
/// <param name="Now">The time that ages count from, in seconds since 1970.</param>
sealed record Popularity(double[][] Sums, uint Now)
{
    const double SecondsPerDay = 86_400;

    // A prior of the interest, so that an item without any has a logarithm.
    const double Prior = 0.3;

    /// <summary>Gets the half-lives in days, each three times the one before; the last never ends.</summary>
    public static IReadOnlyList<double> HalfLives { get; } = [1, 3, 9, 27, 81, double.PositiveInfinity];

    /// <summary>Sums the entries that a trial may train on.</summary>
    public static Popularity Count(SignalTable table, Func<int, Entry, bool> keeps, uint now, CancellationToken ct)
    {
        var counted = new Popularity([.. HalfLives.Select(_ => new double[table.Items.Length])], now);
        // A thread for each half-life: the order of a sum is always the same.
        Parallel.For(0, HalfLives.Count, new() { CancellationToken = ct }, speed =>
        {
            for (var user = 0; user < table.Users.Length; user++)
                foreach (var entry in table.Of(user))
                    if (entry.Weight > 0 && keeps(user, entry))
                        counted.Sums[speed][entry.Item] += entry.Strength * counted.Decay(speed, entry.At);
        });
        return counted;
    }

    /// <summary>Ages the sums to a later time, with room for more items.</summary>
    public Popularity AgedTo(uint now, int items) => new(
        [
            .. Sums.Select((sums, speed) =>
            {
                var aged = new double[items];
                var factor = Math.Pow(2, -(now - Now) / SecondsPerDay / HalfLives[speed]);
                for (var item = 0; item < sums.Length; item++)
                    aged[item] = sums[item] * factor;
                return aged;
            }),
        ],
        now);

    /// <summary>Adds interest of a time, or takes it away.</summary>
    public void Add(int item, float strength, uint at)
    {
        for (var speed = 0; speed < Sums.Length; speed++)
            Sums[speed][item] += strength * Decay(speed, at);
    }

    /// <summary>Gets the logarithm of the interest in an item.</summary>
    public float Log(int speed, int item) => (float)Math.Log(Math.Max(0, Sums[speed][item]) + Prior);

    double Decay(int speed, uint at) => Math.Pow(2, -(Now - Math.Min(at, Now)) / SecondsPerDay / HalfLives[speed]);
}
