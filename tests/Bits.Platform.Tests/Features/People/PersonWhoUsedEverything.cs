using System.Text.Json;
using Bits.Jobs;
using Bits.Membership;
using Bits.Platform.Accounts;
using Bits.Platform.Audit;
using Bits.Platform.Auth;
using Bits.Platform.Features.People.Backfill;
using Bits.Platform.Features.Searching.Saved;
using Bits.Platform.Tests.Features.Mentorship;
using Bits.Search;
using Bits.Testing.Photos;

namespace Bits.Platform.Tests.Features.People;

/// <summary>Somebody who has made every call that a member may make, with a word of their own in every text; and others who
/// have written about them. Every such word begins with <see cref="Marker"/>.</summary>
sealed class PersonWhoUsedEverything(TestPlatform platform)
{
    public const string Marker = "zzq";
    public const string Digits = "9876501234";
    public const string Name = "Zzqname Zzqfamily";
    public const string Address = "zzqaddress@example.org";

    readonly HashSet<string> _calls = [];
    Guid _chess;

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    public Guid Id { get; private set; }

    public Guid Other { get; private set; }

    public Guid PostAboutThem { get; private set; }

    /// <summary>Every call that they have made.</summary>
    public IReadOnlySet<string> Calls => _calls;

    public async Task LiveAsync()
    {
        await ArriveAsync();
        await BeInTheDirectoryAsync();
        await RunAGroupAsync();
        await PostAsync();
        await BeInAGroupOfOthersAsync();
        await SearchAsync();
        await BeMentoredAsync();
        await CoordinateAsync();
        await BeToldAsync();
        await BeWrittenAboutAsync();
        await GoAsync();
    }

    async Task ArriveAsync()
    {
        await using (var db = await platform.DataSource.OpenConnectionAsync(Ct))
            Id = (await platform.Get<AccountDirectory>().UpsertAsync(db, [new(Address, Name, 2018)], Ct))[0].Id;
        Other = await platform.UserAsync("Bikram");
        await platform.DataSource.SqlAsync(
            "insert into accounts_profile (user_id, chapter, city) values ($1, 'zzqchapter', 'zzqcity')", Id);
        await platform.Get<MembershipBackfill>().RunAsync(new(), progress: null, Ct);

        var sessions = platform.Get<Sessions>();
        var origin = new RequestOrigin(RequestOrigin.Http, "r", "203.0.113.9", "zzqclient");
        var session = await sessions.BeginAsync(Identity.OfUser(Id), origin, TimeSpan.FromHours(1), Ct);
        await sessions.BeginAsync(Identity.OfUser(Id), origin, TimeSpan.FromHours(1), Ct);
        await sessions.MakeLinkAsync(Id, Ct);
        await CallAsync("accounts.v1/EndSession", new { sessionId = session.SessionId });
        await CallAsync("notifications.v1/SetWhatsAppNumber", new { phone = $"+91{Digits}" });
        await AddWaysInAsync();
        await ChooseNotificationsAsync();
    }

    async Task BeInTheDirectoryAsync()
    {
        await CallAsync("directory.v1/UpdateProfile", new
        {
            spokenName = "Zzqspoken",
            nicknames = new[] { "Zzqnick" },
            formerNames = new[] { "Zzqformer" },
            headline = "zzqheadline",
            degree = "zzqdegree",
            branch = "zzqbranch",
            city = "zzqcity",
            company = "zzqcompany",
            title = "zzqtitle",
            industry = "zzqindustry",
            skills = new[] { "zzqskill" },
            languages = new[] { "zzqlanguage" },
            links = new[] { "https://example.org/zzqlink" },
            phone = $"+91 {Digits}",
            email = Address,
            openTo = new[] { "mentoring" },
        });
        await CallAsync("directory.v1/SetPhoto", new { photo = Quadrants.Jpeg(64, 64) });
        await CallAsync("directory.v1/RemovePhoto", new { });
        await CallAsync("directory.v1/SetPhoto", new { photo = Quadrants.Jpeg(64, 64) });
        await platform.CallAsync(Other, "directory.v1/UpdateProfile", new { headline = "Zzqname Zzqfamily taught me" });
        var (pending, farah) = (await platform.UserAsync("Gita"), await platform.UserAsync("Farah"));
        await CallAsync("directory.v1/RequestConnection", new { userId = pending, note = "zzqnote" });
        await CallAsync("directory.v1/RequestConnection", new { userId = farah });
        await CallAsync("directory.v1/RemoveConnection", new { userId = farah });
        await platform.CallAsync(farah, "directory.v1/RequestConnection", new { userId = Id, note = "Hello Zzqname Zzqfamily" });
        await CallAsync("directory.v1/DeclineConnection", new { userId = farah });
        await platform.CallAsync(Other, "directory.v1/RequestConnection", new { userId = Id });
        await CallAsync("directory.v1/AcceptConnection", new { userId = Other });
        await platform.CallAsync(pending, "directory.v1/GetProfile", new { userId = Id });
        await BeVerifiedAsync(farah);
    }

    // Got the account back at the address of now, and vouches.
    async Task BeVerifiedAsync(Guid batchMate)
    {
        await platform.DataSource.SqlAsync(
            """
            with v as (insert into directory_verification (user_id, level) values ($1, 'institute'), ($2, 'institute'))
            insert into directory_claim
                (id, name, batch, email, message, client, state, confirmed_at, decided_at, decided_by, reason, person_id, old_email)
            values (gen_random_uuid(), 'Zzqname Zzqfamily', 2018, 'zzqaddress@example.org', 'zzqmessage', 'zzqclient', 'approved', now(), now(),
                    $2, 'knows Zzqname Zzqfamily', $1, 'zzqformer@example.org'),
                   (gen_random_uuid(), 'Zzqname Zzqfamily', 2018, 'other@example.org', 'Ask zzqformer@example.org', null, 'rejected', now(), now(),
                    $1, 'zzqdecided', null, null)
            """, Id, batchMate);
        await CallAsync("directory.v1/VouchFor", new { userId = Other });
        await CallAsync("directory.v1/VouchFor", new { userId = batchMate });
        await CallAsync("directory.v1/WithdrawVouch", new { userId = Other });
        await platform.CallAsync(batchMate, "directory.v1/VouchFor", new { userId = Id });
    }

    async Task ChooseNotificationsAsync()
    {
        await CallAsync("notifications.v1/SetSettings", new
        {
            language = "hindi",
            timeZone = "Europe/Berlin",
            quietFrom = "22:00",
            quietUntil = "07:00",
            digest = "daily",
            digestHour = 8,
            digestDay = "monday",
        });
        await CallAsync("notifications.v1/SetPreferences", new { channel = "in_app", now = new[] { "posts.mention" } });
        var browser = await CallAsync("notifications.v1/AddPushSubscription", TestPush.Browser("zzqbrowser"));
        await CallAsync("notifications.v1/RemovePushSubscription", new { subscriptionId = browser.GetProperty("subscriptionId").GetGuid() });
        await CallAsync("notifications.v1/AddPushSubscription", TestPush.Browser("zzqbrowser"));
        await platform.DataSource.SqlAsync(
            """
            with d as (insert into notifications_digest (user_id, due_at) values ($1, now())),
                 b as (insert into notifications_budget_use (channel, recipient_id, used_at) values ('whatsapp', $1, now()))
            insert into notifications_suppression (channel, address, reason) values ('email', $2, 'bounced')
            """, Id, Address.ToLowerInvariant());
    }

    async Task AddWaysInAsync()
    {
        using var kept = new TestPasskey();
        using var removed = new TestPasskey();
        await CallAsync("signin.v1/AddPasskey", kept.Create(await CallAsync("signin.v1/BeginPasskey", new { }), "zzqphone"));
        var second = await CallAsync("signin.v1/AddPasskey", removed.Create(await CallAsync("signin.v1/BeginPasskey", new { }), "zzqtablet"));
        var passkey = new { passkeyId = second.GetProperty("passkeyId").GetGuid() };
        await CallAsync("signin.v1/RenamePasskey", new { passkey.passkeyId, name = "zzqold" });
        await CallAsync("signin.v1/RemovePasskey", passkey);
        await CallAsync("signin.v1/BeginPasskey", new { });

        await platform.DataSource.SqlAsync(
            """
            insert into accounts_linked_sign_in (id, issuer, subject, user_id, label)
            select gen_random_uuid(), 'https://id.example.org', 'zzqsubject' || n, $1, 'zzqaddress@example.org' from generate_series(1, 2) n
            """, Id);
        await CallAsync("signin.v1/RemoveLinkedSignIn", new
        {
            signInId = await platform.DataSource.ValueAsync<Guid>("select id from accounts_linked_sign_in where user_id = $1 limit 1", Id),
        });
        await platform.DataSource.SqlAsync(
            """
            insert into sign_in_claim (id, user_id, issuer, subject, label, client, expires_at)
            values (gen_random_uuid(), $1, 'https://id.example.org', 'zzqother', 'zzqaddress@example.org', 'zzqclient', now())
            """, Id);
    }

    async Task RunAGroupAsync()
    {
        var group = (await CallAsync(
            "groups.v1/CreateGroup",
            new { slug = "rowing", name = "Rowing of Zzqname Zzqfamily", visibility = "private", description = "zzqdescription" }))
            .GetProperty("groupId").GetGuid();
        await CallAsync("groups.v1/AddMember", new { groupId = group, userId = Other });
        await CallAsync("groups.v1/SetRole", new { groupId = group, userId = Other, role = "admin", reason = "zzqgiven" });
        await CallAsync("groups.v1/PostToGroup", new { groupId = group, body = "zzqprivate, says Zzqname" });

        var (admitted, refused) = (await platform.UserAsync("Deepa"), await platform.UserAsync("Esha"));
        await CallAsync("groups.v1/ApproveRequest", new { groupId = group, requestId = await ReadAsync(admitted, group), reason = "zzqapproved" });
        await CallAsync("groups.v1/RejectRequest", new { groupId = group, requestId = await ReadAsync(refused, group) });
        await CallAsync("groups.v1/BanMember", new { groupId = group, userId = admitted, reason = "zzqbanned" });
        await CallAsync("groups.v1/UnbanMember", new { groupId = group, userId = admitted, reason = "zzqlifted" });
        await platform.CallAsync(Other, "groups.v1/AddMember", new { groupId = group, userId = admitted });
        await CallAsync("groups.v1/RemoveMember", new { groupId = group, userId = admitted, reason = "zzqremoved" });
        await CallAsync("groups.v1/InviteMember", new { groupId = group, userId = refused, note = "zzqinvited" });
        await CallAsync("groups.v1/InviteMember", new { groupId = group, note = "zzqopen" });
        var back = (await CallAsync("groups.v1/InviteMember", new { groupId = group, note = "zzqback" })).GetProperty("invitationId").GetGuid();
        await CallAsync("groups.v1/RevokeInvitation", new { groupId = group, invitationId = back });
        await CallAsync(
            "groups.v1/UpdateGroup",
            new { groupId = group, description = "zzqdescribed", joinQuestion = "Do you know Zzqname?", topics = new[] { "zzqname" } });
        await CallAsync("groups.v1/SetRule", new { groupId = group, toBatch = 1900, campuses = new[] { "goa" } });
        await CallAsync("groups.v1/ClearRule", new { groupId = group });
        await CallAsync("groups.v1/SetNotificationLevel", new { groupId = group, level = "mentions" });
        await CallAsync("groups.v1/ArchiveGroup", new { groupId = group, reason = "zzqarchived" });
        await CallAsync("groups.v1/ReopenGroup", new { groupId = group, reason = "zzqreopened" });
        await CallAsync("groups.v1/TransferOwnership", new { groupId = group, userId = Other, reason = "zzqhanded" });
    }

    async Task PostAsync()
    {
        var group = await FoundAsync("sailing", "public");
        var scope = $"group:{group}";
        await platform.CallAsync(Other, "groups.v1/AddMember", new { groupId = group, userId = Id, role = "moderator" });
        var post = (await CallAsync("posts.v1/CreatePost", new { scope, body = "zzqfirst", links = new[] { "https://zzqlink.example zzqtitle" } }))
            .GetProperty("postId").GetGuid();
        await CallAsync("posts.v1/PreviewPost", new { scope, body = "zzqpreviewed" });
        await CallAsync("posts.v1/EditPost", new { postId = post, body = "zzqsecond, says Zzqname" });
        await CallAsync("posts.v1/PinPost", new { postId = post });
        await CallAsync("posts.v1/UnpinPost", new { postId = post });
        await CallAsync("posts.v1/React", new { postId = post, kind = "like" });
        var comment = (await CallAsync("posts.v1/AddComment", new { postId = post, body = "zzqcomment" })).GetProperty("commentId").GetGuid();
        await CallAsync("posts.v1/EditComment", new { commentId = comment, body = "zzqcommented" });
        var answer = await platform.CallAsync(
            Other, "posts.v1/AddComment", new { postId = post, body = "So says Zzqname Zzqfamily, or @zzqaddress", parentId = comment });
        await platform.CallAsync(
            Other, "posts.v1/EditComment", new { commentId = answer.GetProperty("commentId").GetGuid(), body = "Zzqname Zzqfamily, or @zzqaddress" });
        var theirs = (await platform.CallAsync(Other, "posts.v1/CreatePost", new { scope, body = "Watches, Zzqname Zzqfamily!" }))
            .GetProperty("postId").GetGuid();
        await platform.CallAsync(Other, "posts.v1/EditPost", new { postId = theirs, body = "Watches for @zzqaddress!" });
        var removed = (await CallAsync("posts.v1/AddComment", new { postId = theirs, body = "zzqremoved" })).GetProperty("commentId").GetGuid();
        await CallAsync("posts.v1/RemoveComment", new { commentId = removed, reason = "zzqwhy" });
        var opened = (await CallAsync("moderation.v1/Report", new { postId = theirs, reason = "zzqreported" })).GetProperty("caseId").GetGuid();
        await platform.CallAsync(Other, "moderation.v1/Report", new { postId = post, reason = "Zzqname Zzqfamily shouts" });
        await CallAsync("moderation.v1/Decide", new { caseId = opened, decision = "hide", reason = "zzqdecided" });
        await CallAsync("moderation.v1/Undo", new { caseId = opened, reason = "zzqundone" });
        await AppealAsync(group, post, comment);
        await CallAsync("posts.v1/RemovePost", new { postId = theirs, reason = "No watches, says Zzqname Zzqfamily" });
        await CallAsync("feed.v1/MuteScope", new { scope });
        await CallAsync("feed.v1/UnmuteScope", new { scope });
        await CallAsync("feed.v1/MarkSeen", new { until = "2026-11-23T18:00:00Z" });
        await CallAsync("people.v1/BlockMember", new { userId = Other });
        await CallAsync("people.v1/UnblockMember", new { userId = Other });
    }

    // Appeals against a moderator, and answers the appeal of another member.
    async Task AppealAsync(Guid group, Guid post, Guid comment)
    {
        var (moderator, member) = (await platform.UserAsync("Devika"), await platform.UserAsync("Esha"));
        await platform.CallAsync(Other, "groups.v1/AddMember", new { groupId = group, userId = moderator, role = "moderator" });
        await platform.CallAsync(Other, "groups.v1/AddMember", new { groupId = group, userId = member });
        var theirs = (await platform.CallAsync(member, "posts.v1/AddComment", new { postId = post, body = "Oars" })).GetProperty("commentId").GetGuid();
        foreach (var (author, text) in new[] { (Id, comment), (member, theirs) })
        {
            var opened = (await platform.CallAsync(Other, "moderation.v1/Report", new { commentId = text, reason = "sales" })).GetProperty("caseId").GetGuid();
            await platform.CallAsync(moderator, "moderation.v1/Decide", new { caseId = opened, decision = "warn", reason = "sales" });
            if (author == Id)
                await CallAsync("moderation.v1/Appeal", new { caseId = opened, reason = "zzqappealed" });
            else
                await platform.CallAsync(member, "moderation.v1/Appeal", new { caseId = opened, reason = "Ask Zzqname Zzqfamily" });
            if (author == Id)
                continue;

            await platform.CallAsync(Other, "groups.v1/AddMember", new { groupId = group, userId = Id, role = "admin" });
            await CallAsync("moderation.v1/AnswerAppeal", new { caseId = opened, outcome = "upheld", answer = "zzqanswered" });
        }
    }

    async Task BeInAGroupOfOthersAsync()
    {
        var (open, closed) = (await FoundAsync("chess", "public"), await FoundAsync("tennis", "private"));
        await CallAsync("groups.v1/JoinGroup", new { groupId = open });
        await CallAsync("groups.v1/PostToGroup", new { groupId = open, body = "zzqpublic, says Zzqname\nzzqbody" });
        await CallAsync("groups.v1/LeaveGroup", new { groupId = open });
        await CallAsync("groups.v1/JoinGroup", new { groupId = open });
        _chess = open;
        await CallAsync("groups.v1/JoinGroup", new { groupId = closed, note = "zzqasked" });
        await CallAsync("groups.v1/WithdrawRequest", new { groupId = closed });
        await CallAsync("groups.v1/JoinGroup", new { groupId = closed, note = "zzqagain" });

        var declined = await FoundAsync("hockey", "private");
        await platform.CallAsync(Other, "groups.v1/InviteMember", new { groupId = declined, userId = Id, note = "Come, Zzqname!" });
        await CallAsync("groups.v1/DeclineInvitation", new { groupId = declined });
        var accepted = await FoundAsync("polo", "private");
        var token = (await platform.CallAsync(Other, "groups.v1/InviteMember", new { groupId = accepted, userId = Id, note = "Zzqname?" }))
            .GetProperty("token").GetString();
        await CallAsync("memberships.v1/AcceptInvitation", new { token });
    }

    async Task SearchAsync()
    {
        await CallAsync("search.v1/SaveSearch", new { name = "zzqsaved", text = "zzqwanted" });
        await CallAsync("search.v1/SaveSearch", new { name = "zzqregatta", text = "regatta" });
        var saved = await CallAsync("search.v1/SaveSearch", new { name = "zzqdropped", text = "zzqdropped" });
        await CallAsync("search.v1/DeleteSavedSearch", new { searchId = saved.GetProperty("searchId").GetGuid() });
        await LikeAsync("zzqentity");
        await platform.CallAsync(Id, "search.v1/Search", new { text = "zzqquery" });
        await platform.DataSource.SqlAsync(
            "insert into search_candidate (user_id, surface, entity_ids, scores, reasons) values ($1, 'groups', '{zzqcandidate}', '{1}', '{because}')", Id);
        await platform.DataSource.EventuallyAsync("select exists (select from search_query where words = 'zzqquery')");
        await platform.DataSource.EventuallyAsync("select exists (select from search_signal where entity_id = 'zzqentity')");
    }

    // Something that somebody else shows to everybody, and takes back afterwards.
    async Task LikeAsync(string entityId)
    {
        var index = platform.Get<Indexer>();
        await using var db = await platform.DataSource.OpenConnectionAsync(Ct);
        await index.UpsertAsync(db, new(Surfaces.Groups, entityId, "A regatta", "On the lake", [AudienceTags.Institute]), Ct);
        await CallAsync("search.v1/RecordSignal", new { surface = "groups", entityId, kind = "like" });
        await index.DeleteAsync(db, Surfaces.Groups, entityId, Ct);
    }

    async Task BeToldAsync()
    {
        await platform.CallAsync(Other, "groups.v1/PostToGroup", new { groupId = _chess, body = "A regatta on Sunday" });
        await platform.DrainAsync();
        await platform.DataSource.SqlAsync("update saved_search set run_at = now() - interval '5 minutes'");
        await platform.Get<JobQueue>().EnqueueAsync(new RunSavedSearches(), SavedJson.Default.RunSavedSearches, ct: Ct);
        await platform.DrainAsync();
        await CallAsync("notifications.v1/MarkRead", new
        {
            notificationIds = new[] { await platform.DataSource.ValueAsync<Guid>(
                "select notification_id from notifications_delivery where recipient_id = $1 limit 1", Id) },
        });
    }

    // Is a mentee in one programme, which others coordinate.
    async Task BeMentoredAsync()
    {
        var world = await new MentorshipWorld(platform).OpenAsync(new { menteeQuestions = new[] { "Why?" } });
        var mentors = new[] { await world.ApplyAsync("mentor", name: "Gita"), await world.ApplyAsync("mentor", name: "Hari"), await world.ApplyAsync("mentor", name: "Indu") };
        async Task SaveAsync() => await CallAsync("mentorship.v1/SaveApplication", new
        {
            programmeId = world.Programme,
            role = "mentee",
            topics = new[] { "Careers" },
            languages = new[] { "English", "zzqlanguage" },
            about = "zzqabout",
            city = "zzqcity",
            company = "zzqcompany",
            answers = new[] { "zzqanswer" },
        });
        await SaveAsync();
        await CallAsync("mentorship.v1/WithdrawApplication", new { programmeId = world.Programme });
        await SaveAsync();
        await world.MoveAsync("matching");
        await world.RunAsync(new { kind = "dry_run" });
        await world.MoveAsync("review");
        async Task<Guid> PairAsync(Guid mentor) => (await world.CoordinateAsync(
            "AddPair", new { mentorId = mentor, menteeId = Id, reason = "They asked" })).GetProperty("pairId").GetGuid();
        await CallAsync("mentorship.v1/DeclinePair", new { pairId = await PairAsync(mentors[0]), note = "zzqdeclined" });
        var pair = await PairAsync(mentors[1]);
        await CallAsync("mentorship.v1/AcceptPair", new { pairId = pair });
        await world.CallAsync(mentors[1], "AcceptPair", new { pairId = pair });
        await MeetAsync(pair);
        await world.CallAsync(mentors[1], "AddNote", new { pairId = pair, body = "Zzqname Zzqfamily reads" });
        await world.CallAsync(mentors[1], "CheckIn", new { pairId = pair, mood = 5, comment = "Zzqname Zzqfamily learns" });
        await CallAsync("mentorship.v1/EndPair", new { pairId = pair, reason = "completed", note = "zzqended" });
        var last = await PairAsync(mentors[2]);
        await CallAsync("mentorship.v1/AcceptPair", new { pairId = last });
        await world.CallAsync(mentors[2], "AcceptPair", new { pairId = last });
    }

    async Task MeetAsync(Guid pair)
    {
        foreach (var change in new[] { "reached", "removed" })
            await CallAsync("mentorship.v1/SetGoal", new
            {
                pairId = pair,
                goalId = (await CallAsync("mentorship.v1/AddGoal", new { pairId = pair, body = "zzqgoal" })).GetProperty("goalId").GetGuid(),
                change,
            });
        foreach (var isKept in new[] { true, false })
        {
            var note = (await CallAsync("mentorship.v1/AddNote", new { pairId = pair, body = "zzqnote" })).GetProperty("noteId").GetGuid();
            if (!isKept)
                await CallAsync("mentorship.v1/RemoveNote", new { pairId = pair, noteId = note });
        }

        var session = (await CallAsync(
            "mentorship.v1/PlanSession", new { pairId = pair, startsAt = TimeProvider.System.GetUtcNow().AddDays(2), place = "zzqplace" })).GetProperty("sessionId").GetGuid();
        await CallAsync("mentorship.v1/ChangeSession", new { pairId = pair, sessionId = session, agenda = "zzqagenda" });
        await CallAsync("mentorship.v1/CheckIn", new { pairId = pair, mood = 4, comment = "zzqcheck" });
        await CallAsync("mentorship.v1/GiveFeedback", new { pairId = pair, rating = 5, comment = "zzqfeedback" });
    }

    // Coordinates another programme.
    async Task CoordinateAsync()
    {
        var world = await new MentorshipWorld(platform).OpenAsync();
        await world.CoordinateAsync("AddCoordinator", new { userId = Id });
        Task<JsonElement> DoAsync(string verb, object request)
        {
            var named = JsonSerializer.SerializeToNode(request, JsonSerializerOptions.Web)!;
            named["programmeId"] = world.Programme;
            return CallAsync($"mentorship.v1/{verb}", named);
        }

        var (mentor, mentee) = (await world.ApplyAsync("mentor", name: "Jaya"), await world.ApplyAsync("mentee", name: "Kavi"));
        var helper = await platform.UserAsync("Lata");
        await DoAsync("AddCoordinator", new { userId = helper });
        await DoAsync("RemoveCoordinator", new { userId = helper, reason = "zzqremoved" });
        await DoAsync("UpdateProgramme", new { description = "Ask Zzqname Zzqfamily" });
        await DoAsync("ChangeProgrammeState", new { state = "matching" });
        var run = (await DoAsync("StartRun", new { })).GetProperty("runId").GetGuid();
        await world.FinishAsync(run);
        await DoAsync("DiscardRun", new { runId = run });
        var again = (await DoAsync("StartRun", new { })).GetProperty("runId").GetGuid();
        await world.FinishAsync(again);
        await DoAsync("ApproveRun", new { runId = again });
        await DoAsync("ApprovePairs", new { pairIds = new[] { await world.PairAsync(mentee) } });
        await DoAsync("RefusePair", new { pairId = await world.PairAsync(mentee, "approved"), reason = "zzqrefused" });
        await DoAsync("AddPair", new { mentorId = mentor, menteeId = await LateAsync(world), reason = "zzqpaired" });
    }

    static async Task<Guid> LateAsync(MentorshipWorld world)
    {
        await world.MoveAsync("matching", "applications_open");
        var late = await world.ApplyAsync("mentee", name: "Mira");
        await world.MoveAsync("matching", "review");
        return late;
    }

    async Task BeWrittenAboutAsync()
    {
        var group = await FoundAsync("cricket", "public");
        PostAboutThem = (await platform.CallAsync(Other, "groups.v1/PostToGroup", new
        {
            groupId = group,
            body = $"Ask zzqname  Zzqfamily, ZZQaddress@example.org, or +91 98765-01234. I did, says Bikram.",
        })).GetProperty("postId").GetGuid();
        var third = await platform.UserAsync("Farah");
        await platform.CallAsync(Other, "groups.v1/AddMember", new { groupId = group, userId = third });
        await platform.CallAsync(Other, "groups.v1/RemoveMember", new
        {
            groupId = group,
            userId = third,
            reason = "was rude to Zzqname Zzqfamily",
        });
        await platform.CallAsync(Other, "search.v1/SaveSearch", new { name = "zzqname zzqfamily", text = "Zzqname Zzqfamily" });
        await platform.Memberships.BanAsync(Id, Scope.Group(group), Change.By(Other, "Zzqname shouts"), ct: Ct);

        await using var db = await platform.DataSource.OpenConnectionAsync(Ct);
        await platform.Get<SearchMaintenance>().RefreshStatisticsAsync(db, Ct);
    }

    Task GoAsync() => CallAsync("accounts.v1/EndAllSessions", new { });

    async Task<JsonElement> CallAsync(string method, object request)
    {
        _calls.Add(method);
        return await platform.CallAsync(Id, method, request, idempotencyKey: $"{Guid.CreateVersion7()}");
    }

    async Task<Guid> FoundAsync(string slug, string visibility) => (await platform.CallAsync(
        Other, "groups.v1/CreateGroup", new { slug, name = slug, visibility })).GetProperty("groupId").GetGuid();

    async Task<Guid> ReadAsync(Guid user, Guid group)
    {
        await platform.CallAsync(user, "groups.v1/JoinGroup", new { groupId = group, note = "please, Zzqname Zzqfamily" });
        return await platform.DataSource.ValueAsync<Guid>(
            "select id from memberships_request where user_id = $1 and state = 'pending'", user);
    }
}
