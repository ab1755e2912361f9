namespace Bits.Search.Live;

/// <summary>What a posting does to the sum of its document.</summary>
interface ISumStep
{
    /// <summary>The sum after it.</summary>
    static abstract ushort Next(ushort sum, ushort units);

    /// <summary>Whether what is zero stays zero.</summary>
    static abstract bool KeepsZero { get; }
}

/// <summary>The steps there are; structs, so that a loop is compiled for each.</summary>
static class SumSteps
{
    /// <summary>Adds.</summary>
    public readonly struct Adding : ISumStep
    {
        /// <inheritdoc />
        public static bool KeepsZero => false;

        /// <inheritdoc />
        public static ushort Next(ushort sum, ushort units) => (ushort)(sum + units);
    }

    /// <summary>Adds to what is not zero.</summary>
    public readonly struct Joining : ISumStep
    {
        /// <inheritdoc />
        public static bool KeepsZero => true;

        /// <inheritdoc />
        public static ushort Next(ushort sum, ushort units) => sum == 0 ? sum : (ushort)(sum + units);
    }

    /// <summary>Raises to the larger one.</summary>
    public readonly struct Raising : ISumStep
    {
        /// <inheritdoc />
        public static bool KeepsZero => false;

        /// <inheritdoc />
        public static ushort Next(ushort sum, ushort units) => Math.Max(sum, units);
    }
}
