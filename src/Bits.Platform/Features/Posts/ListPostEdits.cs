using Bits.Platform.Rpc;
using Bits.Platform.Texts;
using Bits.Shared;
using Npgsql;

namespace Bits.Platform.Features.Posts;

/// <summary>Lists the earlier texts of a post, the latest first.</summary>
[Rpc(
    "posts.v1/ListPostEdits", PostCapabilities.Use, Reads = true,
    Example = """{"postId":"0198c1d2-7d3a-7c41-9f0e-3a5b8e6d2f12"}""",
    Answer = """{"edits":[{"version":1,"body":"Who comes to the regatta?","rendered":"<p>Who comes to the regatta?</p>","replacedAt":"2026-11-23T18:10:00Z"}]}""")]
public sealed class ListPostEdits(PostGate gate) : IRpc<ListPostEdits.Request, ListPostEdits.Response>
{
    /// <summary>The post.</summary>
    /// <param name="PostId">The post.</param>
    public sealed record Request(Guid PostId);

    /// <summary>The history.</summary>
    /// <param name="Edits">The earlier texts, at most 100.</param>
    public sealed record Response(IReadOnlyList<Edit> Edits);

    /// <summary>An earlier text.</summary>
    /// <param name="Version">Its number, from 1.</param>
    /// <param name="Body">The text in CommonMark.</param>
    /// <param name="Rendered">The text as safe HTML.</param>
    /// <param name="ReplacedAt">The time of the edit that replaced it.</param>
    public sealed record Edit(int Version, string Body, string Rendered, DateTimeOffset ReplacedAt);

    /// <inheritdoc />
    public async Task<Response> HandleAsync(Request request, RpcContext call, CancellationToken ct)
    {
        var (post, _) = await gate.GetPostAsync(call, request.PostId, ct);
        var meant = PostViews.Of(await Mentions.ListAsync(call.Db, [post.Id], ct), post.Id);
        var edits = await ListAsync(call.Db, post.Id, ct);

        return new([.. edits.Select(e => e with { Rendered = RichText.ToHtml(e.Body, meant) })]);
    }

    static Task<List<Edit>> ListAsync(NpgsqlConnection db, Guid postId, CancellationToken ct)
    {
        const string sql = """
            select version, body, replaced_at
            from posts_edit
            where post_id = $1
            order by version desc
            limit 100
            """;

        return db.QueryAsync(
            sql, [postId],
            row => new Edit(row.GetInt32(0), row.GetString(1), Rendered: "", row.GetFieldValue<DateTimeOffset>(2)), ct);
    }
}
