using System.CommandLine;
using Bits.Load.Database;
using Bits.Load.Reporting;

namespace Bits.Load;

/// <summary>How much is measured.</summary>
enum Scale
{
    /// <summary>Enough to see that the scenario runs; its figures say nothing.</summary>
    Small,

    /// <summary>The scale that figures are quoted at.</summary>
    Full,
}

/// <summary>What a scenario works with.</summary>
/// <param name="Scale">How much.</param>
/// <param name="Database">Where.</param>
/// <param name="Report">Takes the tables.</param>
/// <param name="Parsed">The command line, for the scenario's own options.</param>
sealed record ScenarioContext(Scale Scale, LoadDatabase Database, Report Report, ParseResult Parsed)
{
    /// <summary>How often each side is measured; one more round before them warms up.</summary>
    public int Rounds => At(small: 1, full: 7);

    /// <summary>How long one side works in one round.</summary>
    public TimeSpan RoundTime => At(small: TimeSpan.FromSeconds(0.1), full: TimeSpan.FromSeconds(2));

    /// <summary>One of two values, by scale.</summary>
    public T At<T>(T small, T full) => Scale switch { Scale.Small => small, Scale.Full => full };

    /// <summary>A number of the command line; 0 means the usual one.</summary>
    public int Given(Option<int> option, int usual) => Parsed.GetValue(option) is > 0 and var given ? given : usual;

    /// <summary>Tells whoever waits what is being done; on standard error, for standard output is the answer.</summary>
    public static void Tell(string what) => Console.Error.WriteLine($"· {what}");
}
