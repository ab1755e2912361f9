namespace Bits.Search.Signals;

/// <summary>Describes a document to recommend.</summary>
/// <param name="Surface">The name of its <see cref="SearchSurface"/>.</param>
/// <param name="EntityId">The id on the surface.</param>
/// <param name="Score">The score; higher is better.</param>
/// <param name="Popularity">The part of the score that is the same for all users.</param>
/// <param name="Reasons">What else contributes, the strongest first. The first two are stored.</param>
public sealed record Candidate(
    string Surface, string EntityId, float Score, float Popularity, IReadOnlyList<CandidateReason> Reasons);

/// <summary>Describes what contributes to the score of a candidate.</summary>
/// <param name="Name">A document as <c>surface/entity</c>, or a word of the host without a slash.</param>
/// <param name="Contribution">The part of the score.</param>
public readonly record struct CandidateReason(string Name, float Contribution);

/// <summary>Holds the candidates of a user in a list that the host names.</summary>
/// <param name="UserId">The user.</param>
/// <param name="List">The list, 1 to 32 characters.</param>
/// <param name="Candidates">The candidates, the best first, up to <see cref="CandidateStore.MaxCandidates"/>.</param>
public sealed record CandidateSet(Guid UserId, string List, IReadOnlyList<Candidate> Candidates);

/// <summary>Counts what a replacement changed.</summary>
/// <param name="Sets">The sets that are not empty.</param>
/// <param name="Candidates">Their candidates.</param>
/// <param name="Top">The candidates among the ten first before, in sets that were there before and after.</param>
/// <param name="TopGone">Those of them that are not among the ten first now.</param>
public readonly record struct CandidateChange(int Sets, int Candidates, int Top, int TopGone);

/// <summary>Describes a candidate that its reader may see.</summary>
/// <param name="Surface">The surface.</param>
/// <param name="EntityId">The id on the surface.</param>
/// <param name="Title">The title.</param>
/// <param name="Score">The score.</param>
/// <param name="Popularity">The part of the score that is the same for all users.</param>
/// <param name="Reasons">What else contributes. Omits documents that the reader may not see.</param>
/// <param name="ComputedAt">The time at which the set was written.</param>
public sealed record VisibleCandidate(
    string Surface, string EntityId, string Title, float Score, float Popularity, IReadOnlyList<VisibleReason> Reasons,
    DateTimeOffset ComputedAt);

/// <summary>Describes a reason that its reader may see.</summary>
/// <param name="Name">The document as <c>surface/entity</c>, or the word of the host.</param>
/// <param name="Title">The title of the document; null for a word.</param>
/// <param name="Contribution">The part of the score.</param>
public readonly record struct VisibleReason(string Name, string? Title, float Contribution);
