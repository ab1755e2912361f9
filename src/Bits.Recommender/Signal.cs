namespace Bits.Recommender;

/// <summary>Describes what a user showed about an item.</summary>
/// <param name="User">The user.</param>
/// <param name="Item">The item, 1 to 200 characters, compared by ordinal.</param>
/// <param name="Weight">The interest, -1,000,000 to 1,000,000. The weights of a user on an item add up: 1 and more is full interest, a
/// smaller sum is part of it, a negative sum is a dismissal.</param>
/// <param name="At">The time. Later than the end of the training counts as that end; earlier than 1970 as 1970.</param>
public readonly record struct Signal(Guid User, string Item, float Weight, DateTimeOffset At);
