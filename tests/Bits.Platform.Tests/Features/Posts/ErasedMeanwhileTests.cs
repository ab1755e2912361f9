using System.Diagnostics.CodeAnalysis;
using Bits.Platform.Rpc;
using Npgsql;

namespace Bits.Platform.Tests.Features.Posts;

/// <summary>Writers that read a post or comment before another transaction changes or erases it.</summary>
public sealed class ErasedMeanwhileTests(TestPlatform platform) : IClassFixture<TestPlatform>
{
    readonly PostWorld _world = new(platform);

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("posts.v1/React", false)]
    [InlineData("posts.v1/React", true)]
    [InlineData("moderation.v1/Report", false)]
    [InlineData("moderation.v1/Report", true)]
    public async Task Reactions_and_reports_on_what_is_erased_meanwhile_find_nothing(string method, bool onComment)
    {
        var (asha, bikram) = (await _world.UserAsync("Asha"), await _world.UserAsync("Bikram"));
        var post = await _world.PostAsync(asha, await _world.GroupAsync("private", asha, bikram));
        Guid? comment = onComment ? await _world.CommentAsync(asha, post) : null;
        var (postId, of) = (onComment ? (Guid?)null : post, comment ?? post);

        var outcome = await BesideAsync(
            onComment ? "delete from posts_comment where id = $1" : "delete from posts_post where id = $1", of,
            () => TryAsync(bikram, method, method == "posts.v1/React"
                ? new { postId, commentId = comment, kind = "like" }
                : new { postId, commentId = comment, reason = "Spam" }));

        Assert.Equal(onComment ? "comment_not_found" : "post_not_found", outcome);
    }

    [Fact]
    public async Task An_edit_without_links_keeps_those_that_were_written_meanwhile()
    {
        var asha = await _world.UserAsync("Asha");
        var post = await _world.PostAsync(asha, await _world.GroupAsync("private", asha));

        var outcome = await BesideAsync(
            """update posts_post set links = '[{"Url":"https://example.org/","Title":"Oars"}]', body = 'First' where id = $1""", post,
            () => TryAsync(asha, "posts.v1/EditPost", new { postId = post, body = "Second" }));

        Assert.Equal("ok", outcome);
        Assert.Equal(1, await platform.DataSource.ValueAsync<int>("select jsonb_array_length(links) from posts_post where id = $1", post));
    }

    // Runs the call while the change is written and not committed.
    [SuppressMessage("Security", "CA2100", Justification = "Tests.")]
    async Task<string> BesideAsync(string sql, Guid id, Func<Task<string>> call)
    {
        await using var db = await platform.DataSource.OpenConnectionAsync(Ct);
        await using var tx = await db.BeginTransactionAsync(Ct);
        await using (var change = new NpgsqlCommand(sql, db) { Parameters = { new() { Value = id } } })
            await change.ExecuteNonQueryAsync(Ct);

        var called = call();
        await platform.DataSource.EventuallyAsync(
            "select exists (select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock')");
        await tx.CommitAsync(Ct);
        return await called;
    }

    async Task<string> TryAsync(Guid user, string method, object request)
    {
        try
        {
            await platform.CallAsync(user, method, request);
            return "ok";
        }
        catch (FaultException fault)
        {
            return fault.Reason;
        }
        catch (PostgresException e)
        {
            return e.ConstraintName ?? e.SqlState;
        }
    }
}
