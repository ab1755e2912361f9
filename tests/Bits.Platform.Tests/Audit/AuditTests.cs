using System.Text.Json;
using Bits.Platform.Accounts;
using Bits.Platform.Audit;
using Bits.Platform.Features.People;
using Bits.Platform.Rpc;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Bits.Platform.Tests.Audit;

/// <summary>One event for each effect; none for what was rolled back, tried out, repeated, or already so.</summary>
public sealed class AuditTests(TestPlatform platform) : IClassFixture<TestPlatform>
{
    static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_write_leaves_one_event_that_says_who_what_and_where()
    {
        var (asha, bikram) = (await platform.UserAsync("Asha"), await platform.UserAsync("Bikram"));
        var group = await FoundAsync(asha, "one-event");
        await platform.CallAsync(bikram, "groups.v1/JoinGroup", new { groupId = group });
        await platform.CallAsync(asha, "groups.v1/PostToGroup", new { groupId = group, body = "Who rows?" });
        await platform.CallAsync(asha, "groups.v1/BanMember", new { groupId = group, userId = bikram, reason = "spam" });
        await platform.CallAsync(asha, "groups.v1/UnbanMember", new { groupId = group, userId = bikram, reason = "sorry" });
        await platform.CallAsync(asha, "groups.v1/AddMember", new { groupId = group, userId = bikram, role = "moderator" });
        await platform.CallAsync(bikram, "groups.v1/LeaveGroup", new { groupId = group });

        var events = await ListAsync(new(Scope: $"group:{group}"));

        Assert.Equal(
            ["groups.leave_group", "groups.add_member", "groups.unban_member", "groups.ban_member", "groups.post_to_group", "groups.join_group"],
            events.Select(e => e.Action));
        var ban = events[3];
        Assert.Equal((asha, "user", $"user:{bikram}", "success", "admin"), (ban.ActorId, ban.ActorKind, ban.Target, ban.Outcome, ban.Class));
        Assert.Equal("spam", ban.Personal!.Value.GetProperty("reason").GetString());
        Assert.Equal("moderator", events[1].Changes!.Value.GetProperty("role").GetProperty("to").GetString());
        Assert.Single(await ListAsync(new(Action: "groups.create_group", Target: $"group:{group}")));
    }

    [Fact]
    public async Task What_did_not_happen_leaves_no_event()
    {
        var asha = await platform.UserAsync("Asha");
        var request = new { slug = "no-event", name = "No event", visibility = "public" };

        await platform.CallAsync(asha, "groups.v1/CreateGroup", request, dryRun: true);
        await platform.CallAsync(asha, "groups.v1/CreateGroup", request, "k");
        await platform.CallAsync(asha, "groups.v1/CreateGroup", request, "k");
        Assert.Equal("slug_taken", (await platform.FaultAsync(asha, "groups.v1/CreateGroup", request)).Reason);
        await platform.CallAsync(asha, "accounts.v1/GetMe", new { });

        Assert.Single(await ListAsync(new(ActorId: asha)));
    }

    [Fact]
    public async Task What_was_so_already_leaves_no_event()
    {
        var (asha, bikram) = (await platform.UserAsync("Asha"), await platform.UserAsync("Bikram"));
        var group = await FoundAsync(asha, "already-so");
        for (var i = 0; i < 3; i++)
        {
            await platform.CallAsync(bikram, "groups.v1/JoinGroup", new { groupId = group });
            await platform.CallAsync(bikram, "notifications.v1/SetWhatsAppNumber", new { phone = "+919876543210" });
            await platform.CallAsync(bikram, "notifications.v1/MarkRead", new { notificationIds = new[] { Guid.CreateVersion7() } });
        }

        Assert.Equal(
            ["groups.join_group", "notifications.set_whats_app_number"],
            (await ListAsync(new(ActorId: bikram))).Select(e => e.Action).Order());
    }

    [Fact]
    public async Task A_denial_leaves_an_event_with_the_rule_beside_the_call_that_is_gone()
    {
        var (asha, bikram) = (await platform.UserAsync("Asha"), await platform.UserAsync("Bikram"));
        var group = await FoundAsync(asha, "denied");

        await platform.FaultAsync(bikram, "groups.v1/BanMember", new { groupId = group, userId = asha, reason = "revenge" });

        var denied = Assert.Single(await ListAsync(new(ActorId: bikram)));
        Assert.Equal(("denied", "not_a_member", $"group:{group}"), (denied.Outcome, denied.Rule, denied.Scope));
    }

    [Fact]
    public async Task A_failed_attempt_is_kept_where_accounts_are_touched_and_nowhere_else()
    {
        var asha = await platform.UserAsync("Asha");

        await platform.FaultAsync(asha, "notifications.v1/SetWhatsAppNumber", new { phone = "12" });
        await platform.FaultAsync(asha, "groups.v1/CreateGroup", new { slug = "-", name = "", visibility = "public" });

        var failed = Assert.Single(await ListAsync(new(ActorId: asha)));
        Assert.Equal(("notifications.set_whats_app_number", "failed", "invalid_argument"), (failed.Action, failed.Outcome, failed.Rule));
    }

    [Fact]
    public async Task Personal_values_are_masked_and_secret_ones_not_there()
    {
        var asha = await platform.UserAsync("Asha");
        await platform.CallAsync(asha, "notifications.v1/SetWhatsAppNumber", new { phone = "+919876543210" });

        var e = Assert.Single(await ListAsync(new(ActorId: asha)));

        Assert.Null(e.Changes);
        var phone = e.Personal!.Value.GetProperty("changes").GetProperty("phone");
        Assert.Equal("•••10", phone.GetProperty("to").GetString());
        Assert.DoesNotContain("98765", JsonSerializer.Serialize(e), StringComparison.Ordinal);
        Assert.Equal("•••", new AuditField("token", Sensitivity.Secret).Masked("abcdefgh"));
        Assert.Equal("•••", new AuditField("pin", Sensitivity.Personal).Masked("1234"));
    }

    [Fact]
    public async Task A_job_leaves_the_platforms_own_event()
    {
        var asha = await platform.UserAsync("Asha");
        var group = await FoundAsync(asha, "job-event");
        var post = (await platform.CallAsync(asha, "groups.v1/PostToGroup", new { groupId = group, body = "x" })).GetProperty("postId");
        await platform.DrainAsync();

        var e = Assert.Single(await ListAsync(new(Action: "groups.notify_post", Target: $"post:{post}")));

        Assert.Equal(("system", "job"), (e.ActorKind, e.Source));
        Assert.StartsWith("job-", e.RequestId, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nobody_changes_or_deletes_an_event_by_sql()
    {
        var asha = await platform.UserAsync("Asha");
        await FoundAsync(asha, "guarded");
        // With a personal part and its salt: only both may be forgotten, never one of them.
        await platform.CallAsync(asha, "notifications.v1/SetWhatsAppNumber", new { phone = "+919876543210" });

        foreach (var sql in new[]
        {
            "update audit_event set outcome = 'denied'",
            "update audit_event set personal = null",
            "delete from audit_event",
            "truncate audit_event",
            "truncate audit_event_access_default",
            "delete from audit_seal",
        })
        {
            var refused = await Assert.ThrowsAsync<PostgresException>(() => platform.DataSource.SqlAsync(sql));
            Assert.True(refused.ConstraintName == "audit_event_guard", $"{sql}: {refused.Message}");
        }
    }

    [Fact]
    public async Task The_role_of_a_running_backend_adds_events_and_can_do_no_more()
    {
        var role = $"bits_app_{Guid.CreateVersion7():N}";
        await platform.DataSource.SqlAsync($"create role {role} login password 'x'");
        try
        {
            await PlatformSchema.GrantApplicationAsync(platform.DataSource, role, Ct);
            await using var limited = NpgsqlDataSource.Create(
                new NpgsqlConnectionStringBuilder(platform.Database.ConnectionString) { Options = $"-c role={role}" });
            using var services = TestPlatform.BuildOver(limited);

            var asha = await platform.UserAsync("Asha");
            await TestPlatform.CallAsync(services, asha, "groups.v1/CreateGroup", new { slug = "limited", name = "L", visibility = "public" });
            Assert.Single(await ListAsync(new(ActorId: asha)));
            Assert.NotNull(await services.GetRequiredService<AuditSealer>().SealAsync(Ct));

            foreach (var sql in new[]
            {
                "update audit_event set outcome = 'denied'", "delete from audit_event", "truncate audit_event",
                "insert into audit_event (id, class, action, outcome, actor_kind, request_id, source, version, at) "
                    + "values (gen_random_uuid(), 'access', 'x', 'success', 'user', 'x', 'http', '0', now() - interval '1 year')",
                "update audit_seal set count = 0", "delete from audit_head", "alter table audit_event disable trigger all",
            })
            {
                var refused = await Assert.ThrowsAsync<PostgresException>(() => limited.SqlAsync(sql));
                Assert.True(refused.SqlState == PostgresErrorCodes.InsufficientPrivilege, $"{sql}: {refused.Message}");
            }
        }
        finally
        {
            await platform.DataSource.SqlAsync($"drop owned by {role}; drop role {role}");
        }
    }

    [Fact]
    public async Task An_erased_person_is_out_and_forgotten_and_the_event_of_it_stays()
    {
        var asha = await platform.UserAsync("Asha");
        await platform.CallAsync(asha, "notifications.v1/SetWhatsAppNumber", new { phone = "+919876543210" });

        await platform.Get<PersonErasure>().RunAsync(asha, Ct);
        await platform.Get<PersonErasure>().RunAsync(asha, Ct);

        Assert.Equal(FaultCode.Unauthenticated, (await platform.FaultAsync(asha, "accounts.v1/GetMe", new { })).Code);
        Assert.Null(Assert.Single(await ListAsync(new(ActorId: asha))).Personal);
        Assert.Single(await ListAsync(new(Action: "accounts.erase_person", Target: $"user:{asha}")));
        await using var db = await platform.DataSource.OpenConnectionAsync(Ct);
        Assert.Equal("Erased account", (await platform.Get<AccountDirectory>().FindAsync(db, asha, Ct))!.Name);
    }

    [Fact]
    public async Task Pages_of_events_meet()
    {
        var asha = await platform.UserAsync("Asha");
        for (var i = 0; i < 7; i++)
            await FoundAsync(asha, $"page-{i}");
        var reader = platform.Get<AuditReader>();

        var all = new List<AuditEntry>();
        for (AuditCursor? after = null; ;)
        {
            var page = await reader.ListAsync(new(ActorId: asha), after, 3, Ct);
            all.AddRange(page);
            if (page.Count < 3)
                break;
            after = new(page[^1].At, page[^1].Id);
        }

        Assert.Equal(7, all.Select(e => e.Id).Distinct().Count());
        Assert.Equal(7, await reader.ExportAsync(new(ActorId: asha), Ct).CountAsync(Ct));
    }

    async Task<Guid> FoundAsync(Guid user, string slug) => (await platform.CallAsync(
        user, "groups.v1/CreateGroup", new { slug, name = slug, visibility = "public" })).GetProperty("groupId").GetGuid();

    Task<List<AuditEntry>> ListAsync(AuditFilter filter) => platform.Get<AuditReader>().ListAsync(filter, null, 100, Ct);
}
