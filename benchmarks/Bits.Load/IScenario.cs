using System.CommandLine;
using Bits.Load.Reporting;

namespace Bits.Load;

/// <summary>Something that is measured. To add one: write the class, and name it in <see cref="LoadCommand"/>.</summary>
interface IScenario
{
    /// <summary>The word on the command line.</summary>
    string Name { get; }

    /// <summary>What it measures, in a line.</summary>
    string Description { get; }

    /// <summary>Its own options, to be read from <see cref="ScenarioContext.Parsed"/>.</summary>
    IReadOnlyList<Option> Options => [];

    /// <summary>What it is given on the command line, in this order.</summary>
    IReadOnlyList<Argument> Arguments => [];

    /// <summary>Measures, prints its tables, and returns the keys of the last line in their order.</summary>
    Task<Figures> RunAsync(ScenarioContext context, CancellationToken ct);
}
