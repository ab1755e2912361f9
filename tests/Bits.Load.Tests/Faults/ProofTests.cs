using Bits.Load.Database;
using Bits.Load.Faults;
using Bits.Membership;
using Bits.Platform;

namespace Bits.Load.Tests.Faults;

/// <summary>A proof that never fails proves nothing.</summary>
public sealed class ProofTests(EmptyDatabase database) : IClassFixture<EmptyDatabase>
{
    static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_is_lost_and_what_was_done_twice_is_counted()
    {
        await using var schema = await LoadSchema.CreateAsync(database.ConnectionString, Ct);
        await PlatformSchema.MigrateAsync(schema.DataSource, Ct);
        var (asha, bikram) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        var (group, post, stray) = (Guid.CreateVersion7(), Guid.CreateVersion7(), Guid.CreateVersion7());
        await FoundAsync(schema, group, "faults-0-0");
        await FoundAsync(schema, Guid.CreateVersion7(), "faults-0-9");
        await JoinLeaveAndJoinAsync(schema, asha, group);
        foreach (var id in new[] { post, stray })
            await schema.ExecuteAsync(
                "insert into posts_post (id, scope, author_id, body, created_at) values ($1, 'group:' || $2, $3, 'x', now())", [id, group, asha], Ct);
        foreach (var key in new[] { "faults-0-0", "faults-0-0", "faults-0-1" })
            await schema.ExecuteAsync(
                "insert into audit_event (id, class, action, outcome, actor_kind, request_id, idempotency_key, source, version) "
                + "values ($1, 'access', 'x', 'success', 'user', 'x', $2, 'http', '0')", [Guid.CreateVersion7(), key], Ct);
        await NotifyAsync(schema, post, group, bikram);

        var proof = new Proof(
            schema,
            [
                new("faults-0-0", "groups.v1/CreateGroup", asha, group), new("faults-0-1", "groups.v1/PostToGroup", asha, group, post),
                new("faults-0-2", "groups.v1/CreateGroup", asha, Guid.CreateVersion7()),
                new("faults-0-3", "groups.v1/PostToGroup", asha, group, Guid.CreateVersion7()),
            ],
            [new(group, [new(asha, ""), new(bikram, "")])]);

        Assert.Equal(
            [
                new("groups", 2, Lost: 1, Surplus: 1), new("posts", 2, Lost: 1, Surplus: 1), new("memberships", 2, Lost: 1, Surplus: 1),
                new("audit events", 4, Lost: 2, Surplus: 1), new("notifications", 2, Lost: 1, Surplus: 0),
            ],
            await proof.CheckAsync(Ct));
    }

    static Task FoundAsync(LoadSchema schema, Guid group, string slug) => schema.ExecuteAsync(
        "insert into groups_group (id, kind, slug, name, description, visibility, created_at) "
        + "values ($1, 'interest', $2, 'x', '', 'public', now())", [group, slug], Ct);

    static async Task JoinLeaveAndJoinAsync(LoadSchema schema, Guid user, Guid group)
    {
        var memberships = new Memberships(schema.DataSource);
        await using var db = await schema.DataSource.OpenConnectionAsync(Ct);
        await memberships.JoinAsync(db, user, Scope.Group(group), Ct);
        await memberships.LeaveAsync(db, user, Scope.Group(group), Ct);
        await memberships.JoinAsync(db, user, Scope.Group(group), Ct);
    }

    static async Task NotifyAsync(LoadSchema schema, Guid post, Guid group, Guid recipient)
    {
        await schema.ExecuteAsync(
            "insert into notifications_notification (id, kind, subject_id, scope_type, scope_id) "
            + "values ($1, 'groups.notify_post', $1::text, 'group', $2::text)", [post, group], Ct);
        await schema.ExecuteAsync(
            "insert into notifications_delivery (notification_id, channel, recipient_id, state) values ($1, 'in_app', $2, 'accepted')",
            [post, recipient], Ct);
    }
}
