using Bits.Membership;
using Bits.Platform.Accounts;
using Bits.Platform.Features.Groups;
using Bits.Platform.Features.People.Backfill;

namespace Bits.Platform.Tests.Features.People;

public sealed class MembershipBackfillTests(TestPlatform one, OtherPlatform other)
    : IClassFixture<TestPlatform>, IClassFixture<OtherPlatform>, IAsyncLifetime
{
    static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        foreach (var platform in new[] { one, other.Platform })
            await platform.DataSource.SqlAsync(
                """
                truncate accounts_user, accounts_profile, people_backfill, groups_group cascade;
                alter table memberships_membership disable trigger user;
                alter table memberships_transition disable trigger user;
                truncate memberships_membership, memberships_transition;
                alter table memberships_membership enable trigger user;
                alter table memberships_transition enable trigger user
                """);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task Batches_come_from_the_account_and_chapters_from_the_profile()
    {
        await SeedAsync(one, users: 300);

        var report = await RunAsync(one);

        Assert.Equal(300, report.Users);
        Assert.Equal(0L, await one.DataSource.ValueAsync<long>(Wrong));
        Assert.Equal(await CountAsync(one), (long)report.Total().Added);
        Assert.Contains("no chapter in the city Atlantis", report.Unresolved.Keys);
        Assert.Contains("alumni without a batch year", report.Unresolved.Keys);
    }

    [Fact]
    public async Task A_second_run_changes_nothing_and_a_dry_run_neither()
    {
        await SeedAsync(one, users: 300);

        var dry = await RunAsync(one, new(DryRun: true, ChunkSize: 70));
        Assert.Equal(0L, await CountAsync(one));
        var first = await RunAsync(one);
        var ledger = await LedgerAsync(one);
        var second = await RunAsync(one);

        Assert.Equal(first.Total(), dry.Total());
        Assert.Equal(first.Unresolved, dry.Unresolved);
        Assert.Equal((0, first.Total().Added), (second.Total().Added, second.Total().Unchanged));
        Assert.Equal(ledger, await LedgerAsync(one));
    }

    public static TheoryData<int> Seeds => [.. Cases.Numbers(40)];

    [Theory, Slow]
    [MemberData(nameof(Seeds))]
    public async Task Killed_anywhere_and_run_again_it_ends_as_if_it_had_run_through(int seed)
    {
        var random = new Random(seed);
        await SeedAsync(one, users: 400);
        await SeedAsync(other.Platform, users: 400);

        var kills = 0;
        BackfillReport? interrupted = null;
        while (interrupted is null)
        {
            using var kill = CancellationTokenSource.CreateLinkedTokenSource(Ct);
            try
            {
                kill.CancelAfter(TimeSpan.FromMilliseconds(random.Next(5, 120)));
                interrupted = await one.Get<MembershipBackfill>().RunAsync(new(ChunkSize: 17), new Killer(kill, random.Next(1, 8)), kill.Token);
            }
            catch (OperationCanceledException)
            {
                kills++;
            }
        }

        var through = await RunAsync(other.Platform, new(ChunkSize: 90));

        Assert.True(kills > 0);
        Assert.Equal(through.Total(), interrupted.Total());
        Assert.Equal(through.Users, interrupted.Users);
        Assert.Equal(through.Unresolved, interrupted.Unresolved);
        Assert.Equal(await RowsAsync(other.Platform), await RowsAsync(one));
        Assert.Empty(await one.Memberships.History.VerifyAsync(ct: Ct));
    }

    [Fact]
    public async Task What_a_person_did_is_left_alone_and_a_ban_stands()
    {
        await SeedAsync(one, users: 0);
        var (left, removed, banned, admin) = (await UserAsync("left"), await UserAsync("removed"), await UserAsync("banned"), await UserAsync("admin"));
        var (batch, by) = (Scope.Batch(2018), Change.By(Guid.CreateVersion7(), "by hand"));
        await RunAsync(one);
        await one.Memberships.LeaveAsync(left, batch, Ct);
        await one.Memberships.RemoveMemberAsync(removed, batch, Change.BySystem("an operator's decision"), Ct);
        await one.Memberships.BanAsync(banned, batch, by, ct: Ct);
        await one.Memberships.SetRoleAsync(admin, batch, MemberRole.Admin, by, Ct);
        var ledger = await LedgerAsync(one);

        var report = await RunAsync(one);

        Assert.Equal(new() { Unchanged = 1, Conflicts = 2, Banned = 1 }, report.Scopes["batch:2018"]);
        Assert.Equal(ledger, await LedgerAsync(one));
        Assert.Equal([left, removed], report.Conflicts.Select(c => c.UserId).Order());
    }

    [Fact]
    public async Task What_the_profile_says_no_longer_is_reported_and_not_removed()
    {
        await SeedAsync(one, users: 0);
        var asha = await UserAsync("asha");
        await RunAsync(one);
        await one.DataSource.SqlAsync("update accounts_user set batch = 2019 where id = $1", asha);

        var report = await RunAsync(one);

        Assert.Equal(1, report.Scopes["batch:2019"].Added);
        Assert.Equal(1, report.Scopes["batch:2018"].Conflicts);
        Assert.True(await one.Memberships.IsMemberAsync(asha, Scope.Batch(2018), Ct));
    }

    [Fact]
    public async Task Somebody_who_comes_and_goes_while_their_chunk_is_written_stays_gone()
    {
        await SeedAsync(one, users: 0);
        var (asha, batch) = (await UserAsync("asha"), Scope.Batch(2018));
        await using var db = await one.DataSource.OpenConnectionAsync(Ct);
        await using var tx = await db.BeginTransactionAsync(Ct);
        await one.Memberships.JoinAsync(db, asha, batch, Ct);
        await one.Memberships.LeaveAsync(db, asha, batch, Ct);

        var running = RunAsync(one);
        await one.DataSource.EventuallyAsync(
            "select exists (select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock')");
        await tx.CommitAsync(Ct);

        Assert.Equal(1, (await running).Scopes["batch:2018"].Conflicts);
        Assert.False(await one.Memberships.IsMemberAsync(asha, batch, Ct));
    }

    [Fact]
    public async Task Two_runs_at_once_and_people_who_join_meanwhile_are_counted_once()
    {
        await SeedAsync(one, users: 400);
        var users = await one.DataSource.ValueAsync<Guid[]>("select array_agg(id) from accounts_user where batch between 1000 and 2999");

        var joining = Task.Run(async () =>
        {
            foreach (var user in users)
            {
                await one.Memberships.JoinAsync(user, Scope.Batch(2018), Ct);
                await one.Memberships.LeaveAsync(user, Scope.Batch(2018), Ct);
            }
        }, Ct);
        var reports = await Task.WhenAll(RunAsync(one, new(ChunkSize: 13)), RunAsync(one, new(ChunkSize: 29)));
        await joining;

        Assert.Contains(reports, r => r.Users == 400);
        Assert.Equal(0L, await one.DataSource.ValueAsync<long>(
            """
            select count(*) from memberships_transition
            where reason like 'backfill%' and version > 1
            """));
        Assert.Empty(await one.Memberships.History.VerifyAsync(ct: Ct));
    }

    // Memberships that the rules, said once more in SQL, do not give; and those that they give and that are missing.
    const string Wrong = """
        with due as (
            select id as user_id, 'batch' as scope_type, batch::text as scope_id
            from accounts_user where primary_role in ('alumni', 'students') and batch between 1000 and 2999
            union
            select p.user_id, 'chapter', g.id::text
            from accounts_profile p
            join groups_group g on g.kind = 'chapter' and lower(g.name) = lower(trim(
                case coalesce(p.chapter, p.city) when 'Bangalore' then 'Bengaluru' else coalesce(p.chapter, p.city) end))
        ), there as (select user_id, scope_type, scope_id from memberships_membership where state = 'active')
        select count(*) from ((table due except table there) union all (table there except table due)) wrong
        """;

    static Task<BackfillReport> RunAsync(TestPlatform platform, BackfillOptions? options = null) =>
        platform.Get<MembershipBackfill>().RunAsync(options ?? new(), progress: null, Ct);

    // The same people, by the same ids, on every platform.
    static async Task SeedAsync(TestPlatform platform, int users)
    {
        await using var db = await platform.DataSource.OpenConnectionAsync(Ct);
        await platform.Get<ChapterDirectory>().EnsureAsync(db, ["Goa", "Bengaluru", "Zürich"], Ct);
        await platform.DataSource.SqlAsync(
            "update groups_group set id = md5(name)::uuid where kind = 'chapter'");
        await platform.DataSource.SqlAsync(
            """
            insert into accounts_user (id, username, email, name, primary_role, batch)
            select md5('u' || n)::uuid, 'u' || n, 'u' || n || '@example.org', 'U',
                   (array['alumni', 'alumni', 'students', 'faculty', 'staff'])[1 + n % 5],
                   case when n % 7 = 0 then null when n % 11 = 0 then 20 else 1990 + n % 30 end
            from generate_series(1, $1) n
            """, users);
        await platform.DataSource.SqlAsync(
            """
            insert into accounts_profile (user_id, chapter, city)
            select md5('u' || n)::uuid,
                   case when n % 3 = 0 then (array[' goa ', 'Nowhere', 'ZÜRICH'])[1 + n % 9 / 3] end,
                   (array['Bangalore', 'Atlantis', 'goa', null])[1 + n % 4]
            from generate_series(1, $1) n
            where n % 5 <> 0
            """, users);
    }

    async Task<Guid> UserAsync(string name)
    {
        await using var db = await one.DataSource.OpenConnectionAsync(Ct);
        return (await one.Get<AccountDirectory>().UpsertAsync(db, [new($"{name}@example.org", name, 2018)], Ct))[0].Id;
    }

    static Task<long> CountAsync(TestPlatform platform) =>
        platform.DataSource.ValueAsync<long>("select count(*) from memberships_membership where state = 'active'");

    static Task<string> LedgerAsync(TestPlatform platform) => platform.DataSource.ValueAsync<string>(
        "select count(*) || coalesce(string_agg(t::text, ',' order by id), '') from memberships_transition t");

    static Task<string> RowsAsync(TestPlatform platform) => platform.DataSource.ValueAsync<string>(
        """
        select string_agg(concat_ws(' ', user_id, scope_type, scope_id, role, state, version, changed_by, change_reason), E'\n'
            order by user_id, scope_type, scope_id)
        from memberships_membership
        """);

    // Ends the run once it has told of so many chunks; told at once, not when a thread is free.
    sealed class Killer(CancellationTokenSource kill, int chunks) : IProgress<int>
    {
        int _told;

        public void Report(int value)
        {
            if (++_told == chunks)
                kill.Cancel();
        }
    }
}

/// <summary>A second platform, over a database of its own.</summary>
public sealed class OtherPlatform : IAsyncLifetime
{
    /// <summary>The platform.</summary>
    public TestPlatform Platform { get; } = new();

    /// <inheritdoc />
    public ValueTask InitializeAsync() => Platform.InitializeAsync();

    /// <inheritdoc />
    public ValueTask DisposeAsync() => Platform.DisposeAsync();
}
