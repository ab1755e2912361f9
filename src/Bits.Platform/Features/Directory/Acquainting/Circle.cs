namespace Bits.Platform.Features.Directory.Acquainting;

/// <summary>People who share something.</summary>
/// <param name="Reason">The name of the reason: a document as <c>surface/entity</c>, or a word of <see cref="RecommendedPeople"/>.</param>
/// <param name="Members">The members.</param>
sealed record Circle(string Reason, IReadOnlyList<CircleMember> Members);

/// <summary>A member of a circle.</summary>
/// <param name="UserId">The person.</param>
/// <param name="Batch">The year of graduation, for a circle whose members must be near in years.</param>
/// <param name="Shown">The audience that knows of the membership; null for all other members.</param>
readonly record struct CircleMember(Guid UserId, int? Batch = null, Audience? Shown = null);
