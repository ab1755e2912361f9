namespace Bits.Load.Measuring;

/// <summary>Measures sides in turn, A B A B …, so that whatever else the machine does meets all of them.</summary>
static class Rounds
{
    /// <summary>Measures each side in each round.</summary>
    /// <param name="rounds">How many rounds count; one before them warms up.</param>
    /// <param name="sides">The sides, in the order of a round.</param>
    /// <param name="ct">Stops before the next side.</param>
    /// <returns>For each side, what its rounds measured.</returns>
    public static async Task<IReadOnlyList<IReadOnlyList<T>>> AlternateAsync<T>(
        int rounds, IReadOnlyList<Func<Task<T>>> sides, CancellationToken ct)
    {
        var measured = sides.Select(_ => new List<T>(rounds)).ToArray();
        for (var round = 0; round <= rounds; round++)
        {
            for (var side = 0; side < sides.Count; side++)
            {
                ct.ThrowIfCancellationRequested();
                var result = await sides[side]();
                if (round > 0)
                    measured[side].Add(result);
            }
        }

        return measured;
    }
}
