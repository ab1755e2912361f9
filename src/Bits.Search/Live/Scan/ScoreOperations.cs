namespace Bits.Search.Live.Scan;

/// <summary>Computes the sum of a document after a posting.</summary>
interface IScoreOperation
{
    /// <summary>Returns the new sum.</summary>
    static abstract ushort Next(ushort sum, ushort units);

    /// <summary>Gets whether sums of zero stay zero.</summary>
    static abstract bool KeepsZero { get; }
}

/// <summary>The operations. They are structs, so that the compiler specializes each loop.</summary>
static class ScoreOperations
{
    /// <summary>Adds the units.</summary>
    public readonly struct Sum : IScoreOperation
    {
        /// <inheritdoc />
        public static bool KeepsZero => false;

        /// <inheritdoc />
        public static ushort Next(ushort sum, ushort units) => (ushort)(sum + units);
    }

    /// <summary>Adds the units to sums above zero.</summary>
    public readonly struct SumExisting : IScoreOperation
    {
        /// <inheritdoc />
        public static bool KeepsZero => true;

        /// <inheritdoc />
        public static ushort Next(ushort sum, ushort units) => sum == 0 ? sum : (ushort)(sum + units);
    }

    /// <summary>Takes the larger value.</summary>
    public readonly struct Maximum : IScoreOperation
    {
        /// <inheritdoc />
        public static bool KeepsZero => false;

        /// <inheritdoc />
        public static ushort Next(ushort sum, ushort units) => Math.Max(sum, units);
    }
}
