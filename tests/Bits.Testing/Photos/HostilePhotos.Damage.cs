namespace Bits.Testing.Photos;

/// <summary>Files that were cut off or changed on their way.</summary>
public static partial class HostilePhotos
{
    static IEnumerable<HostilePhoto> Truncated() =>
        from good in Good()
        from part in new[] { 0.01, 0.03, 0.1, 0.3, 0.6, 0.9, 0.98 }
        let end = Math.Max(4, (int)(good.Value.Length * part))
        select new HostilePhoto($"{good.Key} cut off at {end} of {good.Value.Length} bytes", good.Value[..end], part < 0.5 ? HostileEnd.Refused : HostileEnd.Either);

    static IEnumerable<HostilePhoto> Corrupted() =>
        from good in Good()
        from seed in Enumerable.Range(1, 6)
        select Either($"{good.Key} with other bytes ({seed})", Mutate(good.Value, new(seed)));

    /// <summary>A copy with some bytes changed, removed, repeated or inserted.</summary>
    public static byte[] Mutate(byte[] file, Random random)
    {
        var bytes = file.ToList();
        for (var change = random.Next(1, 12); change > 0 && bytes.Count > 16; change--)
        {
            // More often among the headers than among the pixels.
            var at = random.Next(random.Next(2) == 0 ? Math.Min(bytes.Count, 200) : bytes.Count);
            var length = Math.Min(random.Next(1, 30), bytes.Count - at);
            switch (random.Next(6))
            {
                case 0:
                    bytes.RemoveRange(at, length);
                    break;
                case 1:
                    bytes.InsertRange(at, bytes.GetRange(at, length));
                    break;
                case 2:
                    bytes[at] = (byte)(random.Next(2) * 255);
                    break;
                case 3:
                    bytes[at] ^= (byte)(1 << random.Next(8));
                    break;
                default:
                    bytes[at] = (byte)random.Next(256);
                    break;
            }
        }

        return [.. bytes];
    }
}
