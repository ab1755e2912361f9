namespace Bits.Matching;

/// <summary>Checks numbers of things and indexes.</summary>
static class Count
{
    /// <summary>Refuses a negative number.</summary>
    public static int Check(string field, int count) => count >= 0
        ? count
        : throw new InvalidArgumentException(field, $"is {count}. Give a number of at least 0.");

    /// <summary>Refuses an index outside its range.</summary>
    public static int CheckIndex(string field, int index, int count) => (uint)index < (uint)count
        ? index
        : throw new InvalidArgumentException(
            field,
            count == 0 ? $"is {index}, but there are 0 of them. Remove it." : $"is {index}. Give an index from 0 to {count - 1}.");
}
