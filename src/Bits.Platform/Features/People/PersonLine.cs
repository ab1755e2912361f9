namespace Bits.Platform.Features.People;

/// <summary>A valid line of a file of people.</summary>
/// <param name="Line">The number, from 1; the header is line 1.</param>
/// <param name="Name">The name.</param>
/// <param name="Email">The address, in lower case.</param>
/// <param name="Batch">The year of graduation.</param>
/// <param name="Chapter">The name of the chapter; null without one.</param>
public sealed record PersonLine(int Line, string Name, string Email, int Batch, string? Chapter)
{
    /// <summary>Gets the campus, in lower case; null without one.</summary>
    public string? Campus { get; init; }
}

/// <summary>A problem of a line.</summary>
/// <param name="Line">The number, from 1; the header is line 1.</param>
/// <param name="Field">The column, or <c>line</c> for the whole line.</param>
/// <param name="Problem">The problem and its remedy.</param>
public sealed record LineProblem(int Line, string Field, string Problem);
