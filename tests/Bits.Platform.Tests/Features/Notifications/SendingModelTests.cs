using System.Text.Json;
using System.Text.RegularExpressions;
using Bits.Jobs;
using Bits.Membership;
using Bits.Platform.Audit;
using Bits.Platform.Features.Notifications;
using Bits.Platform.Features.Notifications.Reports;
using Bits.Platform.Features.Notifications.Sending;
using Bits.Platform.Rpc;
using Bits.Shared;
using Microsoft.Extensions.DependencyInjection;
using SmtpServer.Protocol;

namespace Bits.Platform.Tests.Features.Notifications;

/// <summary>Random histories of one member: what a real mail server gets, and when, equals what a model sends.</summary>
[Slow]
public sealed partial class SendingModelTests(TestPlatform platform) : IClassFixture<TestPlatform>
{
    const int Histories = 2_000;

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_is_sent_is_what_the_model_sends()
    {
        await using var server = await TestMailServer.StartAsync(Ct);
        var clock = new ManualTime(DateTimeOffset.UnixEpoch);
        await using var services = TestPlatform.BuildOver(
            platform.DataSource,
            add =>
            {
                add.AddSingleton<TimeProvider>(clock);
                foreach (var importance in Enum.GetValues<Importance>())
                    add.AddSingleton<INotificationText>(new ModelText(importance));
            },
            ("Mail:Host", "127.0.0.1"), ("Mail:Port", $"{server.Port}"), ("Mail:Security", "None"), ("Mail:From", "BITS <no-reply@example.org>"));

        foreach (var seed in Cases.Numbers(Histories))
        {
            var history = new History(services, server, clock, new Random(seed), await PeopleAsync(seed));
            await history.RunAsync();
            Assert.True(history.Difference is null, $"history {seed}: {history.Difference}\n{string.Join('\n', history.Log)}");
            await platform.DataSource.SqlAsync("truncate notifications_delivery, notifications_digest, notifications_suppression, jobs_queue_job");
        }
    }

    async Task<People> PeopleAsync(int seed)
    {
        var (author, reader) = (await platform.UserAsync("Author"), await platform.UserAsync("Reader"));
        var group = (await platform.CallAsync(
            author, "groups.v1/CreateGroup",
            new { slug = $"m-{seed}", name = "Model", visibility = "public" })).GetProperty("groupId").GetGuid();
        await platform.CallAsync(author, "groups.v1/AddMember", new { groupId = group, userId = reader });
        return new(author, reader, group);
    }

    sealed record People(Guid Author, Guid Reader, Guid Group);

    sealed class ModelText(Importance importance) : INotificationText
    {
        public NotificationKind Kind { get; } = new(
            $"model.{importance.ToText()}", importance.ToText(), importance, new Phrases(new("{title}", "", "Open"), new("{title}", "", "Open")));

        public Task<IReadOnlyDictionary<string, NotificationValues>> ListAsync(
            Npgsql.NpgsqlConnection db, IReadOnlyCollection<NotificationSubject> subjects, CancellationToken ct) =>
            Task.FromResult<IReadOnlyDictionary<string, NotificationValues>>(subjects.ToDictionary(
                s => s.SubjectId,
                s => new NotificationValues(NotificationKind.Only, new Dictionary<string, Localized> { ["title"] = s.SubjectId })));
    }

    /// <summary>One history, played on the platform and on the model at once.</summary>
    sealed partial class History(ServiceProvider services, TestMailServer server, ManualTime clock, Random random, People people)
    {
        readonly Model _model = new();
        readonly List<(DateTimeOffset Due, object Job)> _jobs = [];
        int _seen = server.Mails.Count;
        int _notified;

        public List<string> Log { get; } = [];

        public string? Difference { get; private set; }

        public async Task RunAsync()
        {
            clock.Now = LocalTimesTests.Draw(random).Now;
            for (var step = random.Next(10, 24); step > 0 && Difference is null; step--)
            {
                await ActAsync();
                await TickAsync();
                await PassAsync(clock.Now.AddMinutes(random.Next(3) switch { 0 => random.Next(30), 1 => random.Next(600), _ => random.Next(8_000) }));
            }
        }

        // Stops at every moment at which a job or the model has something due, a minute before it, and at some others.
        async Task PassAsync(DateTimeOffset end)
        {
            while (Difference is null)
            {
                DateTimeOffset?[] moments =
                [
                    .. _jobs.Select(job => (DateTimeOffset?)job.Due), _model.NextDue(clock.Now), _model.NextDue(clock.Now)?.AddMinutes(-1),
                    clock.Now.AddMinutes(random.Next(1, 4_000)),
                ];
                clock.Now = moments.Where(m => m > clock.Now).Min() is { } next && next < end ? next : end;
                await TickAsync();
                if (clock.Now >= end)
                    return;
            }
        }

        async Task ActAsync()
        {
            switch (random.Next(16))
            {
                case <= 5:
                    await NotifyAsync((Importance)random.Next(3));
                    break;
                case 6:
                    var settings = LocalTimesTests.Draw(random).Settings;
                    await CallAsync(people.Reader, "notifications.v1/SetSettings", JsonSerializer.SerializeToElement(settings, RpcJson.Options));
                    _model.Settings = settings;
                    Log.Add($"{clock.Now:u} {settings}");
                    break;
                case 7:
                    var (kind, mode) = ((Importance)random.Next(2), (DeliveryMode)random.Next(3));
                    await CallAsync(people.Reader, "notifications.v1/SetPreferences", new Dictionary<string, object>
                    {
                        ["channel"] = "email",
                        [mode.ToText()] = new[] { $"model.{kind.ToText()}" },
                    });
                    _model.Modes[kind] = mode;
                    Log.Add($"{clock.Now:u} {kind} {mode}");
                    break;
                case 8:
                    var level = random.Next(3) switch { 0 => "every", 1 => "mentions", _ => "none" };
                    if (_model.IsMember)
                    {
                        await CallAsync(people.Reader, "groups.v1/SetNotificationLevel", new { groupId = people.Group, level });
                        _model.Level = level;
                        Log.Add($"{clock.Now:u} level {level}");
                    }
                    break;
                case 9:
                    await CallAsync(people.Reader, _model.IsBlocked ? "people.v1/UnblockMember" : "people.v1/BlockMember", new { userId = people.Author });
                    _model.IsBlocked ^= true;
                    Log.Add($"{clock.Now:u} blocked {_model.IsBlocked}");
                    break;
                case 10:
                    await TurnMembershipAsync();
                    break;
                case 11 when _model.Sent.Count > 0:
                    await ReportAsync();
                    break;
                case 12:
                    await using (var db = await services.GetRequiredService<Npgsql.NpgsqlDataSource>().OpenConnectionAsync(Ct))
                        await db.ExecuteAsync("delete from notifications_suppression", [], Ct);
                    _model.IsSuppressed = false;
                    Log.Add($"{clock.Now:u} lifted");
                    break;
                case 13:
                    await ReadAsync();
                    break;
                case 14:
                    await UnsubscribeAsync();
                    break;
                default:
                    _model.IsBusy = true;
                    server.Answer = new(SmtpReplyCode.ServiceUnavailable, "busy");
                    Log.Add($"{clock.Now:u} busy");
                    break;
            }
        }

        async Task NotifyAsync(Importance importance)
        {
            var subject = $"n{++_notified}";
            await using var db = await services.GetRequiredService<Npgsql.NpgsqlDataSource>().OpenConnectionAsync(Ct);
            await using var tx = await db.BeginTransactionAsync(Ct);
            await services.GetRequiredService<Notifier>().NotifyAsync(
                db,
                new($"model.{importance.ToText()}", $"{subject}-{people.Group:N}", Scope.Group(people.Group)) { Actor = people.Author },
                [people.Reader], Ct);
            await tx.CommitAsync(Ct);
            _model.Plan($"{subject}-{people.Group:N}", importance, clock.Now);
            Log.Add($"{clock.Now:u} notify {subject} {importance}");
        }

        async Task TurnMembershipAsync()
        {
            var memberships = services.GetRequiredService<Memberships>();
            if (_model.IsMember && random.Next(2) == 0)
                await memberships.BanAsync(people.Reader, Scope.Group(people.Group), Change.BySystem("test"), ct: Ct);
            else if (_model.IsMember)
                await CallAsync(people.Reader, "groups.v1/LeaveGroup", new { groupId = people.Group });
            else
                await memberships.AddMemberAsync(new(people.Reader, Scope.Group(people.Group)), OnBanned.Reinstate, Change.BySystem("test"), Ct);
            _model.IsMember ^= true;
            Log.Add($"{clock.Now:u} member {_model.IsMember}");
        }

        async Task ReportAsync()
        {
            var state = (ReportedState)random.Next(Enum.GetValues<ReportedState>().Length);
            var mail = server.Mails[^1];
            for (var repeated = random.Next(1, 3); repeated > 0; repeated--)
                await services.GetRequiredService<DeliveryReports>().RecordAsync(
                    "email", [new([mail.MessageId!.Split('@')[0]], state, "as reported")], RequestOrigin.Of(RequestOrigin.Http), Ct);
            _model.IsSuppressed |= state is ReportedState.Bounced or ReportedState.Complained;
            Log.Add($"{clock.Now:u} reported {state}");
        }

        async Task ReadAsync()
        {
            var items = (await CallAsync(people.Reader, "notifications.v1/ListInbox", new { limit = 100 })).GetProperty("items").EnumerateArray().ToList();
            if (items.Count == 0)
                return;

            var item = items[random.Next(items.Count)];
            await CallAsync(people.Reader, "notifications.v1/MarkRead", new { notificationIds = new[] { item.GetProperty("notificationId").GetGuid() } });
            _model.Read.Add(item.GetProperty("subjectId").GetString()!);
            Log.Add($"{clock.Now:u} read {item.GetProperty("subjectId")}");
        }

        async Task UnsubscribeAsync()
        {
            var what = random.Next(3) switch { 0 => "digest", 1 => "model.news", _ => "model.personal" };
            await using var db = await services.GetRequiredService<Npgsql.NpgsqlDataSource>().OpenConnectionAsync(Ct);
            var token = await services.GetRequiredService<UnsubscribeTokens>().CreateAsync(db, people.Reader, what, Ct);
            Assert.NotNull(await services.GetRequiredService<Unsubscribing>().RunAsync(token, RequestOrigin.Of(RequestOrigin.Http), Ct));
            if (what == "digest")
                _model.Settings = _model.Settings with { Digest = DigestRhythm.Off };
            else
                _model.Modes[what == "model.news" ? Importance.News : Importance.Personal] = DeliveryMode.Off;
            Log.Add($"{clock.Now:u} unsubscribed {what}");
        }

        // All that is due now, on both sides; then what the server got must be what the model sent.
        async Task TickAsync()
        {
            await CollectAsync();
            await HandleAsync<PlanDigestsHandler, PlanDigests>(new());
            await CollectAsync();
            foreach (var job in _jobs.Where(job => job.Due <= clock.Now).OrderBy(job => job.Job is SendDigest).ToList())
            {
                _jobs.Remove(job);
                var due = job.Job is SendNotification send ? await HandleAsync<SendNotificationHandler, SendNotification>(send)
                    : await HandleAsync<SendDigestHandler, SendDigest>((SendDigest)job.Job);
                if (due is { } later)
                    _jobs.Add((later, job.Job));
            }

            var expected = _model.Tick(clock.Now);
            var sent = server.Mails.Skip(_seen).Select(mail => string.Join(",", Titles.Matches(mail.TextBody!).Select(m => m.Value).Distinct().Order(StringComparer.Ordinal))).ToList();
            _seen += sent.Count;
            Log.AddRange(sent.Select(mail => $"{clock.Now:u} mail {mail}"));
            if (!expected.Order(StringComparer.Ordinal).SequenceEqual(sent.Order(StringComparer.Ordinal)))
                Difference = $"{clock.Now:u}: expected [{string.Join(" | ", expected)}], the server got [{string.Join(" | ", sent)}]";
            _model.IsBusy = false;
            server.Answer = SmtpResponse.Ok;
        }

        async Task CollectAsync()
        {
            await using var db = await services.GetRequiredService<Npgsql.NpgsqlDataSource>().OpenConnectionAsync(Ct);
            foreach (var (kind, args) in await db.QueryAsync(
                "delete from jobs_queue_job where kind in ('notifications.send', 'notifications.send_digest') returning kind, payload::text", [],
                row => (row.GetString(0), row.GetString(1)), Ct))
                _jobs.Add((clock.Now, kind == SendNotification.Kind
                    ? JsonSerializer.Deserialize(args, NotificationsJson.Default.SendNotification)!
                    : JsonSerializer.Deserialize(args, NotificationsJson.Default.SendDigest)!));
        }

        async Task<DateTimeOffset?> HandleAsync<THandler, TArgs>(TArgs args) where THandler : IJobHandler<TArgs> where TArgs : IJobArgs
        {
            try
            {
                await ActivatorUtilities.CreateInstance<THandler>(services).HandleAsync(new(1, args, "default", 1, 1, 1, default), Ct);
                return null;
            }
            catch (SnoozeJobException e)
            {
                return clock.Now + e.Delay;
            }
        }

        Task<JsonElement> CallAsync(Guid user, string method, object request) => TestPlatform.CallAsync(services, user, method, request);

        [GeneratedRegex(@"n\d+-[0-9a-f]{32}")]
        static partial Regex Titles { get; }
    }

    /// <summary>The rules once more, as the design states them.</summary>
    sealed class Model
    {
        readonly List<Planned> _planned = [];
        readonly List<DateTimeOffset> _digests = [];
        DateTimeOffset? _latest;

        public NotificationSettings Settings { get; set; } = NotificationSettings.Default;

        public Dictionary<Importance, DeliveryMode> Modes { get; } = new()
        {
            [Importance.News] = DeliveryMode.Digest,
            [Importance.Personal] = DeliveryMode.Now,
            [Importance.Required] = DeliveryMode.Now,
        };

        public bool IsMember { get; set; } = true;

        public bool IsBlocked { get; set; }

        public string Level { get; set; } = "every";

        public bool IsSuppressed { get; set; }

        public bool IsBusy { get; set; }

        public HashSet<string> Read { get; } = [];

        public List<string> Sent { get; } = [];

        public void Plan(string subject, Importance importance, DateTimeOffset now) =>
            _planned.Add(new(subject, importance, now) { Due = now, IsHeld = Modes[importance] == DeliveryMode.Digest });

        /// <summary>The next time of a digest within ten days, or of what waits.</summary>
        public DateTimeOffset? NextDue(DateTimeOffset now)
        {
            DateTimeOffset? digest = _planned.Any(p => p.IsHeld) && Settings.Digest != DigestRhythm.Off
                ? Enumerable.Range(0, 10).Select(days => LocalTimesTests.WalkedDigest(Settings, now.AddDays(days))!.Value).FirstOrDefault(at => at > now)
                : null;
            digest = digest == default(DateTimeOffset) ? null : digest;
            return _planned.Where(p => !p.IsHeld).Select(p => (DateTimeOffset?)p.Due).Append(digest).Where(at => at > now).Min();
        }

        public List<string> Tick(DateTimeOffset now)
        {
            // What is due as a digest is decided before this moment's single messages.
            if (_planned.Where(p => p.IsHeld).Select(p => (DateTimeOffset?)p.At).Min() is { } since
                && (LocalTimesTests.WalkedDigest(Settings, now) ?? now) is var due && since <= due && (_latest is null || _latest < due))
            {
                _latest = due;
                _digests.Add(now);
            }

            var sent = new List<string>();
            foreach (var one in _planned.Where(p => !p.IsHeld && p.Due <= now).ToList())
            {
                if (IsOut(one))
                    _planned.Remove(one);
                else if (one.Importance != Importance.Required && Modes[one.Importance] == DeliveryMode.Digest)
                    one.IsHeld = true;
                else if (now - one.At > TimeSpan.FromDays(7))
                    _planned.Remove(one);
                else if (LocalTimesTests.WalkedQuietUntil(Settings, now) is { } end)
                    one.Due = end;
                else if (IsBusy)
                    one.Due = now.AddMinutes(1);
                else
                    Send(sent, [one]);
            }

            foreach (var at in _digests.Where(at => at <= now).ToList())
            {
                _digests.Remove(at);
                _planned.RemoveAll(p => p.IsHeld && (IsOut(p) || now - p.At > TimeSpan.FromDays(15)));
                var parts = _planned.Where(p => p.IsHeld).ToList();
                if (parts.Count == 0)
                    continue;
                if (LocalTimesTests.WalkedQuietUntil(Settings, now) is { } end)
                    _digests.Add(end);
                else if (IsBusy)
                    _digests.Add(now.AddMinutes(1));
                else
                    Send(sent, parts);
            }

            return sent;
        }

        void Send(List<string> sent, IReadOnlyList<Planned> parts)
        {
            sent.Add(string.Join(",", parts.Select(p => p.Subject).Order(StringComparer.Ordinal)));
            Sent.Add(sent[^1]);
            _planned.RemoveAll(parts.Contains);
        }

        bool IsOut(Planned one) => !IsMember || IsBlocked || IsSuppressed || Read.Contains(one.Subject)
            || (one.Importance != Importance.Required
                && (Level == "none" || (Level == "mentions" && one.Importance == Importance.News)
                    || Modes[one.Importance] == DeliveryMode.Off
                    || (Modes[one.Importance] == DeliveryMode.Digest && Settings.Digest == DigestRhythm.Off)));

        sealed class Planned(string subject, Importance importance, DateTimeOffset at)
        {
            public string Subject => subject;

            public Importance Importance => importance;

            public DateTimeOffset At => at;

            public DateTimeOffset Due { get; set; }

            public bool IsHeld { get; set; }
        }
    }
}
