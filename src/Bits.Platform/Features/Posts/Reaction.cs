using Bits.Platform.Rpc;
using Bits.Shared;

namespace Bits.Platform.Features.Posts;

/// <summary>Lists the kinds of reactions, in the order of the counts in the tables.</summary>
public enum ReactionKind
{
    /// <summary>Likes it.</summary>
    Like,

    /// <summary>Loves it.</summary>
    Love,

    /// <summary>Celebrates with the author.</summary>
    Celebrate,

    /// <summary>Supports the author.</summary>
    Support,

    /// <summary>Learned from it.</summary>
    Insightful,

    /// <summary>Laughed about it.</summary>
    Funny,
}

/// <summary>The number of reactions of one kind.</summary>
/// <param name="Kind">The kind.</param>
/// <param name="Count">The number, above 0.</param>
public sealed record ReactionCount(ReactionKind Kind, int Count);

/// <summary>Reads reactions.</summary>
static class Reaction
{
    /// <summary>Returns the counts above 0, the highest first.</summary>
    public static IReadOnlyList<ReactionCount> ToCounts(IReadOnlyList<int> reactions) =>
    [
        .. reactions.Select((count, kind) => new ReactionCount((ReactionKind)kind, count))
            .Where(reaction => reaction.Count > 0)
            .OrderByDescending(reaction => reaction.Count),
    ];

    /// <summary>Returns the query for a user's own reactions, by post or comment.</summary>
    public static BatchedQuery<IReadOnlyDictionary<Guid, ReactionKind>> OwnQuery(Guid userId, IEnumerable<Guid> subjects)
    {
        const string sql = """
            select coalesce(array_agg(subject_id), '{}'), coalesce(array_agg(kind), '{}')
            from posts_reaction
            where subject_id = any($1) and user_id = $2
            """;

        return new(
            sql, [subjects.ToArray(), userId],
            row => row.GetFieldValue<Guid[]>(0).Zip(row.GetFieldValue<string[]>(1))
                .ToDictionary(own => own.First, own => EnumText.Parse<ReactionKind>(own.Second)));
    }
}
