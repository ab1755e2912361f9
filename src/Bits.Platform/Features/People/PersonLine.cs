namespace Bits.Platform.Features.People;

/// <summary>A good line of a file of people.</summary>
/// <param name="Line">Its number, from 1; the header is line 1.</param>
/// <param name="Name">The name.</param>
/// <param name="Email">The address, in lower case.</param>
/// <param name="Batch">The year of graduation.</param>
/// <param name="Chapter">The name of the chapter; null for none.</param>
public sealed record PersonLine(int Line, string Name, string Email, int Batch, string? Chapter);

/// <summary>What is wrong with a line.</summary>
/// <param name="Line">Its number, from 1; the header is line 1.</param>
/// <param name="Field">The column, or <c>line</c> where it is about all of it.</param>
/// <param name="Problem">What is wrong and how to mend it.</param>
public sealed record LineProblem(int Line, string Field, string Problem);
