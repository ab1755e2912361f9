using System.Globalization;
using System.IO.Compression;
using Bits.Recommender;

namespace Bits.Load.Recommend;

/// <summary>Interactions of the past, and those that are to be predicted.</summary>
/// <param name="Training">The past, as signals.</param>
/// <param name="Wanted">By user what is to be predicted: users with a past, items that are not in it.</param>
sealed record InteractionSet(IReadOnlyList<Signal> Training, IReadOnlyDictionary<Guid, IReadOnlyDictionary<string, int>> Wanted)
{
    /// <summary>The last moment of the past.</summary>
    public DateTimeOffset Now { get; } = Training.Max(signal => signal.At);

    /// <summary>By user the signals of the past.</summary>
    public ILookup<Guid, Signal> Histories { get; } = Training.ToLookup(signal => signal.User);

    /// <summary>Reads a folder.</summary>
    /// <exception cref="UsageException">A file is not there or not of its form.</exception>
    public static async Task<InteractionSet> ReadAsync(DirectoryInfo folder, CancellationToken ct)
    {
        try
        {
            var users = new Dictionary<string, Guid>(StringComparer.Ordinal);
            var training = await ReadAsync(Path.Combine(folder.FullName, "train.tsv.gz"), users, ct);
            var test = await ReadAsync(Path.Combine(folder.FullName, "test.tsv.gz"), users, ct);
            if (training.Count == 0)
                throw new UsageException("DIR: train.tsv.gz has no rows.");

            var known = training.Select(signal => (signal.User, signal.Item)).ToHashSet();
            var past = training.Select(signal => signal.User).ToHashSet();
            return new(training, test.Where(s => past.Contains(s.User) && !known.Contains((s.User, s.Item))).GroupBy(s => s.User)
                .ToDictionary(g => g.Key, g => (IReadOnlyDictionary<string, int>)g.Select(s => s.Item).Distinct().ToDictionary(i => i, _ => 1)));
        }
        catch (Exception e) when (e is IOException or InvalidDataException or FormatException or IndexOutOfRangeException)
        {
            throw new UsageException($"DIR: {e.Message}");
        }
    }

    static async Task<List<Signal>> ReadAsync(string file, Dictionary<string, Guid> users, CancellationToken ct)
    {
        await using var packed = File.OpenRead(file);
        await using var unpacked = new GZipStream(packed, CompressionMode.Decompress);
        using var reader = new StreamReader(unpacked);

        var signals = new List<Signal>();
        while (await reader.ReadLineAsync(ct) is { Length: > 0 } line)
        {
            var fields = line.Split('\t');
            if (!users.TryGetValue(fields[0], out var user))
                users.Add(fields[0], user = new(users.Count, 0, 0, new byte[8]));
            signals.Add(new(
                user, fields[1], float.Parse(fields[2], CultureInfo.InvariantCulture),
                DateTimeOffset.FromUnixTimeSeconds((long)double.Parse(fields[3], CultureInfo.InvariantCulture))));
        }

        return signals;
    }
}
