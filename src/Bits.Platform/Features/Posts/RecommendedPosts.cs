using System.Runtime.CompilerServices;
using Bits.Membership;
using Bits.Platform.Recommending;
using Bits.Search.Signals;
using Bits.Shared;
using Npgsql;

namespace Bits.Platform.Features.Posts;

/// <summary>Recommends posts. Who wrote, commented or reacted has full interest: the model learns from it, knows a post from its first
/// minute, and never suggests it to them.</summary>
sealed class RecommendedPosts : IRecommendedKind
{
    const int MaxTitle = 60;

    public string Name => "posts";

    public IReadOnlyList<string> Surfaces { get; } = [Platform.Surfaces.Groups, Platform.Surfaces.Feed];

    public bool Includes(ReadOnlySpan<char> surface, ReadOnlySpan<char> entityId) =>
        (surface.SequenceEqual(Platform.Surfaces.Groups) || surface.SequenceEqual(Platform.Surfaces.Feed)) && PostDocument.IsPost(entityId);

    public string AddressOf(string entityId) => $"/posts/{PostDocument.PostOf(entityId)}";

    public string ReasonOf(string title) =>
        title.Length > MaxTitle ? $"Because of “{UnicodeText.Beginning(title, MaxTitle).TrimEnd()}…”" : $"Because of “{title}”";

    public async IAsyncEnumerable<Interest> StreamInterestsAsync(
        NpgsqlConnection db, DateTimeOffset? since, [EnumeratorCancellation] CancellationToken ct)
    {
        const string sql = """
            select author_id, scope, id, created_at from posts_post where removed_at is null and created_at >= $1
            union all
            select c.author_id, p.scope, p.id, c.created_at
            from posts_comment c join posts_post p on p.id = c.post_id
            where c.removed_at is null and p.removed_at is null and c.created_at >= $1
            union all
            select r.user_id, p.scope, p.id, r.reacted_at
            from posts_reaction r join posts_post p on p.id = r.post_id
            where r.comment_id is null and p.removed_at is null and r.reacted_at >= $1
            """;

        await using var command = new NpgsqlCommand(sql, db) { CommandTimeout = 0 };
        command.Parameters.AddAll([since ?? DateTimeOffset.UnixEpoch]);
        await using var row = await command.ExecuteReaderAsync(ct);
        while (await row.ReadAsync(ct))
            yield return Read(row);
    }

    public async Task<IReadOnlyDictionary<string, string?>> ShowAsync(
        NpgsqlConnection db, Guid viewerId, IReadOnlyList<VisibleCandidate> found, CancellationToken ct)
    {
        const string sql = """
            select p.id
            from posts_post p
            where p.id = any($1) and p.removed_at is null and not p.is_hidden and p.author_id <> $2
              and not exists (select from posts_mute m where m.user_id = $2 and m.scope = p.scope)
              and not exists (select from posts_reaction r where r.subject_id = p.id and r.user_id = $2)
              and not exists (select from posts_comment c where c.post_id = p.id and c.author_id = $2)
            """;

        Guid[] ids = [.. found.Select(candidate => PostDocument.PostOf(candidate.EntityId)).OfType<Guid>()];
        return (await db.QueryAsync(sql, [ids, viewerId], row => row.GetGuid(0), ct)).ToDictionary(PostDocument.IdOf, _ => (string?)null);
    }

    static Interest Read(NpgsqlDataReader row) => new(
        row.GetGuid(0), $"{PostDocument.SurfaceOf(Scope.Parse(row.GetString(1)))}/{PostDocument.IdOf(row.GetGuid(2))}", 1,
        row.GetFieldValue<DateTimeOffset>(3));
}
