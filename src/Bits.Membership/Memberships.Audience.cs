using Bits.Shared;
using Npgsql;

namespace Bits.Membership;

public sealed partial class Memberships
{
    /// <summary>Lists the written form of every scope that the user is a member of, such as <c>batch:2018</c>, sorted.</summary>
    public async Task<IReadOnlyList<string>> AudienceTagsAsync(
        NpgsqlConnection db, Guid userId, CancellationToken ct = default) =>
        await db.FindAsync(AudienceTags, [userId], ReadTags, ct).ConfigureAwait(false) ?? [];

    /// <summary>Returns the query of <see cref="AudienceTagsAsync"/> for a batch.</summary>
    public static BatchedRead<IReadOnlyList<string>> AudienceTagsRead(Guid userId) =>
        new(AudienceTags, [userId], async (reader, ct) => await reader.ReadAsync(ct).ConfigureAwait(false) ? ReadTags(reader) : []);

    const string AudienceTags = """
        select array(
            select scope_type || ':' || scope_id
            from memberships_membership
            where user_id = $1 and state = 'active' and until > now()
            order by scope_type, scope_id)
        """;

    static IReadOnlyList<string> ReadTags(NpgsqlDataReader row) => row.GetFieldValue<string[]>(0);

    /// <summary>Reads the audience tags together with the number of transitions of the user's memberships.</summary>
    /// <remarks>Read it before and after other work: if <see cref="MemberAudience.IsStill"/>, the tags held
    /// throughout.</remarks>
    public Task<MemberAudience> AudienceAsync(NpgsqlConnection db, Guid userId, CancellationToken ct = default) =>
        db.FindAsync(Audience, [userId], ReadAudience, ct)!;

    /// <summary>Returns the query of <see cref="AudienceAsync"/> for a batch.</summary>
    public static BatchedRead<MemberAudience> AudienceRead(Guid userId) => new(Audience, [userId], async (reader, ct) =>
        await reader.ReadAsync(ct).ConfigureAwait(false) ? ReadAudience(reader) : throw new InvalidOperationException("No row."));

    const string Audience = $"""
        select ({AudienceTags}), (select count(*) from memberships_transition where user_id = $1)
        """;

    static MemberAudience ReadAudience(NpgsqlDataReader row) => new(row.GetFieldValue<string[]>(0), row.GetInt64(1));
}

/// <summary>The scopes that a user is a member of at a moment.</summary>
/// <param name="Tags">The scopes in their written form, such as <c>batch:2018</c>, sorted.</param>
/// <param name="Transitions">The number of transitions of the user's memberships so far.</param>
public sealed record MemberAudience(IReadOnlyList<string> Tags, long Transitions)
{
    /// <summary>Tells whether both are the same and nothing changed in between.</summary>
    public bool IsStill(MemberAudience earlier)
    {
        ArgumentNullException.ThrowIfNull(earlier);
        return Transitions == earlier.Transitions && Tags.SequenceEqual(earlier.Tags, StringComparer.Ordinal);
    }
}
