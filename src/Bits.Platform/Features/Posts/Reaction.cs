using Bits.Shared;
using Npgsql;

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

    /// <summary>Returns a user's own reactions, by post or comment.</summary>
    public static async Task<IReadOnlyDictionary<Guid, ReactionKind>> ListOwnAsync(
        NpgsqlConnection db, Guid userId, IEnumerable<Guid> subjects, CancellationToken ct)
    {
        const string sql = "select subject_id, kind from posts_reaction where subject_id = any($1) and user_id = $2";

        return (await db.QueryAsync(
                sql, [subjects.ToArray(), userId],
                row => (row.GetGuid(0), EnumText.Parse<ReactionKind>(row.GetString(1))), ct))
            .ToDictionary();
    }
}
