namespace Bits.Testing;

/// <summary>How many cases a long property or kill test tries: a fiftieth, or with <c>BITS_TEST_CASES=all</c> every one.
/// </summary>
public static class Cases
{
    const int Part = 50;

    /// <summary>Gets whether every case is tried, also what takes minutes.</summary>
    public static bool All => Environment.GetEnvironmentVariable("BITS_TEST_CASES") switch
    {
        null or "" => false,
        "all" => true,
        var other => throw new InvalidOperationException($"BITS_TEST_CASES is '{other}'; write all, or leave it out."),
    };

    /// <summary>Of so many cases those that are tried now, one at least.</summary>
    public static int Of(int all) => All ? all : Math.Max(1, all / Part);

    /// <summary>The numbers of those cases, from 1.</summary>
    public static IEnumerable<int> Numbers(int all) => Enumerable.Range(1, Of(all));

    /// <summary>Of some cases that every field, call or kind is tried with a third, another one at each turn: so each is tried
    /// somewhere.</summary>
    public static IEnumerable<T> Third<T>(IEnumerable<T> all, int turn) => All ? all : all.Where((_, i) => (i + turn) % 3 == 0);

    /// <summary>Of so long a trial the part that is tried now.</summary>
    public static TimeSpan Of(TimeSpan all) => All ? all : all / Part;
}
