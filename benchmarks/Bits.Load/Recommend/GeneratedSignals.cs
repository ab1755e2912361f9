using System.Globalization;
using Bits.Recommender;

namespace Bits.Load.Recommend;

/// <summary>A year of signals of a made-up installation, user by user: few users are busy, few items popular, and a user has a handful of
/// the two hundred interests that items fall into.</summary>
/// <param name="users">The number of users.</param>
/// <param name="items">The number of items.</param>
/// <param name="signals">The number of signals, about.</param>
sealed class GeneratedSignals(int users, int items, int signals)
{
    const int Interests = 200;
    const int OwnInterests = 4;

    // View, dwell, like, join; views are half of all.
    static readonly float[] Weights = [0.1f, 0.1f, 0.1f, 0.1f, 0.1f, 0.3f, 0.3f, 1, 1, 3];

    static readonly TimeSpan Year = TimeSpan.FromDays(365);

    readonly string[] _items = [.. Enumerable.Range(0, items).Select(item => item.ToString(CultureInfo.InvariantCulture))];

    /// <summary>The end of the year.</summary>
    public static DateTimeOffset Now { get; } = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>The signals of the year, by user.</summary>
    public IEnumerable<Signal> OfYear() => Enumerable.Range(0, users).SelectMany(OfUser);

    /// <summary>Signals of the moment after it, of users all over.</summary>
    public IEnumerable<Signal> OfNow(int count)
    {
        for (var i = 0; i < count; i++)
        {
            var user = (int)((long)i * users / count);
            yield return Draw(user, new(-1 - i), Now, TimeSpan.Zero);
        }
    }

    IEnumerable<Signal> OfUser(int user)
    {
        var random = new Random(user);
        // A logarithmic normal distribution of mean 1: the busiest of a hundred have eight times the mean.
        var activity = Math.Exp(Normal(random) - 0.5);
        var count = Math.Max(1, (int)(activity * signals / users));
        for (var i = 0; i < count; i++)
            yield return Draw(user, random, Now - Year, Year);
    }

    Signal Draw(int user, Random random, DateTimeOffset from, TimeSpan within)
    {
        var own = (int)((uint)(user * 2654435761L) + (uint)random.Next(OwnInterests) * 40503u) % Interests;
        // The popularity of items falls as by Zipf, also within an interest.
        var rank = (int)(items * Math.Pow(random.NextDouble(), 3));
        var item = random.Next(10) < 7 ? Math.Min(items - 1, (rank / Interests * Interests) + Math.Abs(own)) : rank;
        return new(new(user, 0, 0, new byte[8]), _items[item], Weights[random.Next(Weights.Length)], from + (within * random.NextDouble()));
    }

    static double Normal(Random random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
