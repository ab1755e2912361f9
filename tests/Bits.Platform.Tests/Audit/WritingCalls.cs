using System.Text.Json;
using Bits.Platform.Accounts;
using Bits.Platform.Audit;
using Bits.Platform.Auth;
using Bits.Platform.Tests.Features.Mentorship;
using Bits.Testing.Photos;

namespace Bits.Platform.Tests.Audit;

/// <summary>Who makes a call, and with what.</summary>
sealed record PreparedCall(Guid Caller, object Request);

/// <summary>Each call that writes, with what has to be there for it to have an effect.</summary>
sealed class WritingCalls(TestPlatform platform)
{
    const string Queue = "audited";

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <summary>Calls that are audited for having looked; they change nothing.</summary>
    public static IReadOnlySet<string> Looking { get; } = new HashSet<string>
    {
        "directory.v1/ListClaims", "notifications.v1/InspectNotification", "notifications.v1/ListDeliveries", "notifications.v1/ListSuppressions", "posts.v1/PreviewPost",
        "recommendations.v1/InspectRecommendations", "search.v1/InspectDocument", "search.v1/InspectSearch",
    };

    /// <summary>Calls whose effect is no business of the audit log's.</summary>
    public static IReadOnlySet<string> NotAudited { get; } = new HashSet<string> { "posts.v1/PreviewPost", "recommendations.v1/RecordSignal", "signin.v1/BeginPasskey" };

    /// <summary>What prepares each of them, by its name. A new call that writes is added here.</summary>
    public IReadOnlyDictionary<string, Func<Task<PreparedCall>>> ByName => new Dictionary<string, Func<Task<PreparedCall>>>
    {
        ["accounts.v1/EndAllSessions"] = async () => new(await PersonAsync(), new { }),
        ["accounts.v1/EndSession"] = SessionAsync,
        ["directory.v1/AcceptConnection"] = AskedAsync,
        ["directory.v1/DeclineConnection"] = AskedAsync,
        ["directory.v1/RemoveConnection"] = async () =>
        {
            var (asker, asked) = (await PersonAsync(), await PersonAsync());
            await platform.CallAsync(asker, "directory.v1/RequestConnection", new { userId = asked });
            return new(asker, new { userId = asked });
        },
        ["directory.v1/RemovePhoto"] = async () =>
        {
            var person = await PersonAsync();
            await platform.CallAsync(person, "directory.v1/SetPhoto", new { photo = Quadrants.Jpeg(64, 64) });
            return new(person, new { });
        },
        ["directory.v1/RequestConnection"] = async () => new(await PersonAsync(), new { userId = await PersonAsync(), note = "We rowed." }),
        ["directory.v1/SetPhoto"] = async () => new(await PersonAsync(), new { photo = Quadrants.Jpeg(64, 64) }),
        ["directory.v1/DecideClaim"] = () => AsAdminAsync(
            async () => new { claimId = await ClaimAsync(), decision = "approve", personId = await PersonAsync(), reason = "known" }),
        ["directory.v1/EndVerification"] = () => AsAdminAsync(async () => new { userId = await VerifiedAsync(), reason = "another person" }),
        ["directory.v1/ListClaims"] = () => AsAdminAsync(() => Task.FromResult<object>(new { limit = 10 })),
        ["directory.v1/VerifyPerson"] = () => AsAdminAsync(async () => new { userId = await PersonAsync(), reason = "in the register" }),
        ["directory.v1/VouchFor"] = async () => new(await VerifiedAsync(), new { userId = await PersonAsync() }),
        ["directory.v1/WithdrawVouch"] = async () =>
        {
            var (voucher, person) = (await VerifiedAsync(), await PersonAsync());
            await platform.CallAsync(voucher, "directory.v1/VouchFor", new { userId = person });
            return new(voucher, new { userId = person });
        },
        ["directory.v1/UpdateProfile"] = async () => new(await PersonAsync(), new
        {
            headline = "Rows at dawn.",
            audiences = new[] { new { field = "headline", audience = "batch" } },
        }),
        ["feed.v1/MarkSeen"] = async () => new(await PersonAsync(), new { until = "2026-11-23T18:00:00Z" }),
        ["feed.v1/MuteScope"] = async () => new(await PersonAsync(), new { scope = $"group:{(await FoundAsync()).Group}" }),
        ["feed.v1/UnmuteScope"] = async () =>
        {
            var (group, owner) = await FoundAsync();
            await platform.CallAsync(owner, "feed.v1/MuteScope", new { scope = $"group:{group}" });
            return new(owner, new { scope = $"group:{group}" });
        },
        ["groups.v1/AddMember"] = () => AsOwnerAsync(async _ => new { userId = await PersonAsync(), role = "member" }),
        ["groups.v1/ApproveRequest"] = () => AsDecidingOwnerAsync(),
        ["groups.v1/ArchiveGroup"] = () => AsOwnerAsync(_ => Task.FromResult<object>(new { reason = "over" })),
        ["groups.v1/BanMember"] = () => AsOwnerAsync(async group => new { userId = await MemberAsync(group), reason = "spam" }),
        ["groups.v1/ClearRule"] = () => AsOwnerAsync(async group =>
        {
            await platform.CallAsync(await OwnerAsync(group), "groups.v1/SetRule", new { groupId = group, toBatch = 1900 });
            return new { };
        }),
        ["groups.v1/CreateGroup"] = async () => new(await PersonAsync(), Founding("public")),
        ["groups.v1/DeclineInvitation"] = async () =>
        {
            var (group, invited, _) = await InvitedAsync();
            return new(invited, new { groupId = group });
        },
        ["groups.v1/InviteMember"] = () => AsOwnerAsync(async _ => new { userId = await PersonAsync() }),
        ["groups.v1/JoinGroup"] = async () => new(await PersonAsync(), new { groupId = (await FoundAsync()).Group }),
        ["groups.v1/LeaveGroup"] = async () =>
        {
            var (group, _) = await FoundAsync();
            return new(await MemberAsync(group), new { groupId = group });
        },
        ["groups.v1/PostToGroup"] = () => AsOwnerAsync(_ => Task.FromResult<object>(new { body = "Who rows?" })),
        ["groups.v1/RejectRequest"] = () => AsDecidingOwnerAsync(),
        ["groups.v1/RemoveMember"] = () => AsOwnerAsync(async group => new { userId = await MemberAsync(group), reason = "asked" }),
        ["groups.v1/ReopenGroup"] = () => AsOwnerAsync(async group =>
        {
            await platform.CallAsync(await OwnerAsync(group), "groups.v1/ArchiveGroup", new { groupId = group });
            return new { reason = "again" };
        }),
        ["groups.v1/RevokeInvitation"] = async () =>
        {
            var (group, _, invitation) = await InvitedAsync();
            return new(await OwnerAsync(group), new { groupId = group, invitationId = invitation.GetProperty("invitationId").GetGuid() });
        },
        ["groups.v1/SetNotificationLevel"] = () => AsOwnerAsync(_ => Task.FromResult<object>(new { level = "none" })),
        ["groups.v1/SetRole"] = () => AsOwnerAsync(
            async group => new { userId = await MemberAsync(group), role = "moderator", reason = "keeps order" }),
        ["groups.v1/SetRule"] = () => AsOwnerAsync(_ => Task.FromResult<object>(new { toBatch = 1900, campuses = new[] { "goa" } })),
        ["groups.v1/TransferOwnership"] = () => AsOwnerAsync(async group => new { userId = await MemberAsync(group) }),
        ["groups.v1/UnbanMember"] = () => AsOwnerAsync(async group =>
        {
            var member = await MemberAsync(group);
            await platform.CallAsync(
                await OwnerAsync(group), "groups.v1/BanMember", new { groupId = group, userId = member, reason = "spam" });
            return new { userId = member, reason = "sorry" };
        }),
        ["groups.v1/UpdateGroup"] = () => AsOwnerAsync(_ => Task.FromResult<object>(new { name = "Rowing again", topics = new[] { "sports" } })),
        ["groups.v1/WithdrawRequest"] = async () =>
        {
            var (_, group, asking, _) = await RequestedAsync();
            return new(asking, new { groupId = group });
        },
        ["jobs.v1/CancelJob"] = () => AsAdminAsync(async () => new { jobId = await JobAsync("pending"), reason = "test" }),
        ["jobs.v1/CancelMatching"] = () => AsAdminAsync(Matching),
        ["jobs.v1/DiscardJob"] = () => AsAdminAsync(async () => new { jobId = await JobAsync("dead"), reason = "test" }),
        ["jobs.v1/DiscardMatching"] = () => AsAdminAsync(Matching),
        ["jobs.v1/Pause"] = () => AsAdminAsync(Matching),
        ["jobs.v1/PausePeriodic"] = () => AsAdminAsync(async () => new { name = await PeriodicAsync(), reason = "test" }),
        ["jobs.v1/PrioritizeJob"] = () => AsAdminAsync(async () => new { jobId = await JobAsync("pending"), priority = -1, reason = "test" }),
        ["jobs.v1/RescheduleJob"] = () => AsAdminAsync(
            async () => new { jobId = await JobAsync("pending"), runAt = "2026-03-01T12:00:00Z", reason = "test" }),
        ["jobs.v1/Resume"] = () => AsAdminAsync(async () =>
        {
            await platform.CallAsync(await AdminAsync(), "jobs.v1/Pause", new { queue = Queue, reason = "test" });
            return await Matching();
        }),
        ["jobs.v1/ResumePeriodic"] = () => AsAdminAsync(async () =>
        {
            var name = await PeriodicAsync();
            await platform.CallAsync(await AdminAsync(), "jobs.v1/PausePeriodic", new { name, reason = "test" });
            return new { name, reason = "test" };
        }),
        ["jobs.v1/RetryJob"] = () => AsAdminAsync(async () => new { jobId = await JobAsync("dead"), reason = "test" }),
        ["jobs.v1/RetryMatching"] = () => AsAdminAsync(Matching),
        ["jobs.v1/RunPeriodicNow"] = () => AsAdminAsync(async () => new { name = await PeriodicAsync(), reason = "test" }),
        ["memberships.v1/AcceptInvitation"] = async () =>
        {
            var (_, invited, invitation) = await InvitedAsync();
            return new(invited, new { token = invitation.GetProperty("token").GetString() });
        },
        ["moderation.v1/AnswerAppeal"] = async () =>
        {
            var (owner, author, opened) = await DecidedAsync();
            await platform.CallAsync(author, "moderation.v1/Appeal", new { caseId = opened, reason = "a gift" });
            return new(owner, new { caseId = opened, outcome = "granted", answer = "it was" });
        },
        ["moderation.v1/Appeal"] = async () =>
        {
            var (_, author, opened) = await DecidedAsync();
            return new(author, new { caseId = opened, reason = "a gift" });
        },
        ["moderation.v1/Decide"] = async () =>
        {
            var (_, owner, _, opened) = await ReportedAsync();
            return new(owner, new { caseId = opened, decision = "remove", reason = "sales" });
        },
        ["moderation.v1/Report"] = async () =>
        {
            var (_, post) = await PostedAsync(await PersonAsync());
            return new(await PersonAsync(), new { postId = post, reason = "sales" });
        },
        ["moderation.v1/Undo"] = async () =>
        {
            var (_, owner, _, opened) = await ReportedAsync();
            await platform.CallAsync(owner, "moderation.v1/Decide", new { caseId = opened, decision = "hide", reason = "sales" });
            return new(owner, new { caseId = opened, reason = "sorry" });
        },
        ["notifications.v1/MarkRead"] = UnreadAsync,
        ["notifications.v1/AddPushSubscription"] = async () => new(await PersonAsync(), TestPush.Browser("Firefox on Linux")),
        ["notifications.v1/InspectNotification"] = () => AsAdminAsync(
            async () => new { notificationId = await NotificationAsync(), userId = await PersonAsync() }),
        ["notifications.v1/SendAgain"] = () => AsAdminAsync(async () =>
        {
            var (person, notification) = (await PersonAsync(), Guid.CreateVersion7());
            await platform.DataSource.SqlAsync(
                """
                with n as (insert into notifications_notification (id, kind, subject_id) values ($1, 'tests.kind', $1::text))
                insert into notifications_delivery (notification_id, channel, recipient_id, state) values ($1, 'email', $2, 'unknown')
                """,
                notification, person);
            return new { notificationId = notification, userId = person, channel = "email", reason = "nothing came" };
        }),
        ["notifications.v1/LiftSuppression"] = () => AsAdminAsync(async () =>
        {
            var address = $"{Guid.CreateVersion7()}@example.org";
            await platform.DataSource.SqlAsync(
                "insert into notifications_suppression (channel, address, reason) values ('email', $1, 'bounced')", address);
            return new { channel = "email", address, reason = "repaired" };
        }),
        ["notifications.v1/ListDeliveries"] = () => AsAdminAsync(async () => new { userId = await PersonAsync() }),
        ["notifications.v1/ListSuppressions"] = () => AsAdminAsync(() => Task.FromResult<object>(new { limit = 10 })),
        ["notifications.v1/RemovePushSubscription"] = async () =>
        {
            var person = await PersonAsync();
            var added = await platform.CallAsync(person, "notifications.v1/AddPushSubscription", TestPush.Browser("Firefox on Linux"));
            return new(person, new { subscriptionId = added.GetProperty("subscriptionId").GetGuid() });
        },
        ["notifications.v1/SetPreferences"] = async () => new(
            await PersonAsync(), new { channel = "in_app", off = new[] { "posts.mention" } }),
        ["notifications.v1/SetSettings"] = async () => new(await PersonAsync(), new
        {
            language = "hindi",
            timeZone = "Europe/Berlin",
            digest = "daily",
            digestHour = 8,
            digestDay = "monday",
        }),
        ["notifications.v1/SetWhatsAppNumber"] = async () => new(await PersonAsync(), new { phone = "+919876543210" }),
        ["people.v1/BlockMember"] = async () => new(await PersonAsync(), new { userId = await PersonAsync() }),
        ["people.v1/UnblockMember"] = async () =>
        {
            var (person, blocked) = (await PersonAsync(), await PersonAsync());
            await platform.CallAsync(person, "people.v1/BlockMember", new { userId = blocked });
            return new(person, new { userId = blocked });
        },
        ["posts.v1/AddComment"] = () => OnOwnPostAsync(post => new { postId = post, body = "I do." }),
        ["posts.v1/CreatePost"] = async () =>
        {
            var (group, owner) = await FoundAsync();
            return new(owner, new { scope = $"group:{group}", body = "Who rows?", links = new[] { "https://example.org The river" } });
        },
        ["posts.v1/EditComment"] = () => OnOwnCommentAsync(comment => new { commentId = comment, body = "I do not." }),
        ["posts.v1/EditPost"] = () => OnOwnPostAsync(post => new { postId = post, body = "Who sails?", links = new[] { "https://example.org" } }),
        ["posts.v1/PreviewPost"] = async () =>
        {
            var (group, owner) = await FoundAsync();
            return new(owner, new { scope = $"group:{group}", body = "Who rows?", links = new[] { "https://example.org The river" } });
        },
        ["posts.v1/PinPost"] = () => OnOwnPostAsync(post => new { postId = post }),
        ["posts.v1/React"] = () => OnOwnPostAsync(post => new { postId = post, kind = "like" }),
        ["posts.v1/RemoveComment"] = () => OnOwnCommentAsync(comment => new { commentId = comment, reason = "double" }),
        ["posts.v1/RemovePost"] = () => OnOwnPostAsync(post => new { postId = post, reason = "double" }),
        ["posts.v1/UnpinPost"] = async () =>
        {
            var prepared = await OnOwnPostAsync(post => new { postId = post });
            await platform.CallAsync(prepared.Caller, "posts.v1/PinPost", prepared.Request);
            return prepared;
        },
        ["search.v1/DeleteSavedSearch"] = async () =>
        {
            var person = await PersonAsync();
            return new(person, await platform.CallAsync(person, "search.v1/SaveSearch", new { name = "Rowing", text = "rowing" }));
        },
        ["recommendations.v1/Dismiss"] = async () => new(await PersonAsync(), new { surface = "groups", entityId = $"{(await FoundAsync()).Group}" }),
        ["recommendations.v1/InspectRecommendations"] = () => AsAdminAsync(async () => new { userId = await PersonAsync(), kind = "groups" }),
        ["recommendations.v1/RecordSignal"] = async () => new(
            await PersonAsync(), new { surface = "groups", entityId = $"{(await FoundAsync()).Group}", kind = "like" }),
        ["recommendations.v1/SetRecommendationSettings"] = async () => new(await PersonAsync(), new { isOn = false }),
        ["search.v1/InspectDocument"] = () => AsAdminAsync(
            async () => new { userId = await PersonAsync(), text = "regatta", surface = "groups", entityId = "x" }),
        ["search.v1/InspectSearch"] = () => AsAdminAsync(async () => new { userId = await PersonAsync(), text = "regatta" }),
        ["search.v1/SaveSearch"] = async () => new(await PersonAsync(), new { name = "Rowing", text = "rowing" }),
        ["signin.v1/AddPasskey"] = async () => await WithPasskeyAsync(await PersonAsync()),
        ["signin.v1/BeginPasskey"] = async () => new(await PersonAsync(), new { }),
        ["signin.v1/RemoveLinkedSignIn"] = async () => new(await LinkedAsync(), new { signInId = await LastLinkAsync() }),
        ["signin.v1/RemovePasskey"] = async () => new(await KeyedAsync(), new { passkeyId = await LastPasskeyAsync() }),
        ["signin.v1/RenamePasskey"] = async () => new(await KeyedAsync(), new { passkeyId = await LastPasskeyAsync(), name = "Old phone" }),
    }.Concat(new MentorshipWritingCalls(platform).All).ToDictionary();

    // A claim that waits for a coordinator.
    async Task<Guid> ClaimAsync()
    {
        var claim = Guid.CreateVersion7();
        await platform.DataSource.SqlAsync(
            "insert into directory_claim (id, name, batch, email, state, confirmed_at) values ($1, 'Asha', 2018, $2, 'waiting', now())",
            claim, $"{claim}@example.org");
        return claim;
    }

    // Somebody whom the institute has in its records.
    async Task<Guid> VerifiedAsync()
    {
        var person = await PersonAsync();
        await platform.CallAsync(await AdminAsync(), "directory.v1/VerifyPerson", new { userId = person, reason = "in the register" });
        return person;
    }

    // A request that adds a passkey: the challenge is there.
    async Task<PreparedCall> WithPasskeyAsync(Guid person)
    {
        using var passkey = new TestPasskey();
        return new(person, passkey.Create(await platform.CallAsync(person, "signin.v1/BeginPasskey", new { })));
    }

    // Two passkeys: the last way in cannot be removed.
    async Task<Guid> KeyedAsync()
    {
        var person = await PersonAsync();
        for (var i = 0; i < 2; i++)
            await platform.CallAsync(person, "signin.v1/AddPasskey", (await WithPasskeyAsync(person)).Request);
        return person;
    }

    Task<Guid> LastPasskeyAsync() => platform.DataSource.ValueAsync<Guid>("select id from sign_in_passkey order by id desc limit 1");

    async Task<Guid> LinkedAsync()
    {
        var person = await PersonAsync();
        await platform.DataSource.SqlAsync(
            """
            insert into accounts_linked_sign_in (id, issuer, subject, user_id, label)
            select gen_random_uuid(), 'https://id.example.org', $1::text || n, $2, 'asha@example.org' from generate_series(1, 2) n
            """, $"{person}", person);
        return person;
    }

    Task<Guid> LastLinkAsync() =>
        platform.DataSource.ValueAsync<Guid>("select id from accounts_linked_sign_in order by linked_at desc limit 1");

    Task<Guid> PersonAsync() => platform.UserAsync("Asha");

    /// <summary>Somebody who may do everything.</summary>
    public async Task<Guid> AdminAsync()
    {
        var admin = await platform.UserAsync("Bikram");
        await platform.DataSource.SqlAsync("update accounts_user set platform_role = 'admin' where id = $1", admin);
        return admin;
    }

    async Task<PreparedCall> AsAdminAsync(Func<Task<object>> request) => new(await AdminAsync(), await request());

    static Task<object> Matching() => Task.FromResult<object>(new { queue = Queue, reason = "test" });

    // Somebody whom another has asked for a connection.
    async Task<PreparedCall> AskedAsync()
    {
        var (asker, asked) = (await PersonAsync(), await PersonAsync());
        await platform.CallAsync(asker, "directory.v1/RequestConnection", new { userId = asked });
        return new(asked, new { userId = asker });
    }

    async Task<PreparedCall> SessionAsync()
    {
        var person = await PersonAsync();
        var session = await platform.Get<Sessions>().BeginAsync(
            Identity.OfUser(person), RequestOrigin.Of(RequestOrigin.Http), TimeSpan.FromHours(1), Ct);
        return new(person, new { sessionId = session.SessionId });
    }

    static object Founding(string visibility) => new { slug = $"a-{Guid.CreateVersion7():N}", name = "Rowing", visibility };

    async Task<(Guid Group, Guid Owner)> FoundAsync(string visibility = "public")
    {
        var owner = await PersonAsync();
        return ((await platform.CallAsync(owner, "groups.v1/CreateGroup", Founding(visibility))).GetProperty("groupId").GetGuid(), owner);
    }

    Task<Guid> OwnerAsync(Guid group) =>
        platform.DataSource.ValueAsync<Guid>("select created_by from groups_group where id = $1", group);

    async Task<Guid> MemberAsync(Guid group)
    {
        var member = await PersonAsync();
        await platform.CallAsync(member, "groups.v1/JoinGroup", new { groupId = group });
        return member;
    }

    // The owner of a new group, with a request about it: its id is put in.
    async Task<PreparedCall> AsOwnerAsync(Func<Guid, Task<object>> about)
    {
        var (group, owner) = await FoundAsync();
        var request = JsonSerializer.SerializeToNode(await about(group), JsonSerializerOptions.Web)!;
        request["groupId"] = group;
        return new(owner, request);
    }

    async Task<(Guid Owner, Guid Group, Guid Asking, Guid Request)> RequestedAsync()
    {
        var (group, owner) = await FoundAsync("private");
        var asking = await MemberAsync(group);
        return (owner, group, asking, await platform.DataSource.ValueAsync<Guid>(
            "select id from memberships_request where user_id = $1 and state = 'pending'", asking));
    }

    async Task<PreparedCall> AsDecidingOwnerAsync()
    {
        var (owner, group, _, request) = await RequestedAsync();
        return new(owner, new { groupId = group, requestId = request });
    }

    async Task<(Guid Group, Guid Invited, JsonElement Invitation)> InvitedAsync()
    {
        var (group, owner) = await FoundAsync();
        var invited = await PersonAsync();
        return (group, invited, await platform.CallAsync(owner, "groups.v1/InviteMember", new { groupId = group, userId = invited }));
    }

    Task<Guid> NotificationAsync() => platform.DataSource.ValueAsync<Guid>(
        "insert into notifications_notification (id, kind, subject_id) values (gen_random_uuid(), 'posts.mention', gen_random_uuid()::text) returning id");

    async Task<PreparedCall> UnreadAsync()
    {
        var (group, owner) = await FoundAsync();
        var member = await MemberAsync(group);
        await platform.CallAsync(owner, "groups.v1/PostToGroup", new { groupId = group, body = "Who rows?" });
        await platform.DrainAsync();
        return new(member, new
        {
            notificationIds = new[]
            {
                await platform.DataSource.ValueAsync<Guid>("select notification_id from notifications_delivery where recipient_id = $1", member),
            },
        });
    }

    /// <summary>A group of somebody's, and a post in it.</summary>
    public async Task<(Guid Group, Guid Post)> PostedAsync(Guid owner)
    {
        var group = (await platform.CallAsync(owner, "groups.v1/CreateGroup", Founding("public"))).GetProperty("groupId").GetGuid();
        var post = await platform.CallAsync(owner, "groups.v1/PostToGroup", new { groupId = group, body = "Who comes to the regatta?" });
        return (group, post.GetProperty("postId").GetGuid());
    }

    // The owner of a new group, with a request about their post there.
    async Task<PreparedCall> OnOwnPostAsync(Func<Guid, object> about)
    {
        var owner = await PersonAsync();
        return new(owner, about((await PostedAsync(owner)).Post));
    }

    // The owner of a group, a member, and the case of their post, which a moderator has hidden.
    async Task<(Guid Owner, Guid Author, Guid Case)> DecidedAsync()
    {
        var (group, owner, author, opened) = await ReportedAsync();
        var moderator = await PersonAsync();
        await platform.CallAsync(owner, "groups.v1/AddMember", new { groupId = group, userId = moderator, role = "moderator" });
        await platform.CallAsync(moderator, "moderation.v1/Decide", new { caseId = opened, decision = "hide", reason = "sales" });
        return (owner, author, opened);
    }

    // A group, its owner, a member, and the case of their post there.
    async Task<(Guid Group, Guid Owner, Guid Author, Guid Case)> ReportedAsync()
    {
        var (group, owner) = await FoundAsync();
        var author = await MemberAsync(group);
        var post = await platform.CallAsync(author, "posts.v1/CreatePost", new { scope = $"group:{group}", body = "Watches" });
        var report = await platform.CallAsync(
            owner, "moderation.v1/Report", new { postId = post.GetProperty("postId").GetGuid(), reason = "sales" });
        return (group, owner, author, report.GetProperty("caseId").GetGuid());
    }

    async Task<PreparedCall> OnOwnCommentAsync(Func<Guid, object> about)
    {
        var owner = await PersonAsync();
        var (_, post) = await PostedAsync(owner);
        var comment = await platform.CallAsync(owner, "posts.v1/AddComment", new { postId = post, body = "I do." });
        return new(owner, about(comment.GetProperty("commentId").GetGuid()));
    }

    // In a queue that nobody serves.
    Task<long> JobAsync(string state) => platform.DataSource.ValueAsync<long>(
        "insert into jobs_queue_job (queue, kind, state) values ($1, 'test.nothing', $2) returning id", Queue, state);

    async Task<string> PeriodicAsync()
    {
        var name = $"test.{Guid.CreateVersion7():N}";
        await platform.DataSource.SqlAsync(
            "insert into jobs_queue_periodic (name, cron, zone, missed, queue, kind, payload) "
            + "values ($1, '0 4 * * *', 'UTC', 'skip', $2, 'test.nothing', '{}')", name, Queue);
        return name;
    }
}
