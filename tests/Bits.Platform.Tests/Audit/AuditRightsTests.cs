using Bits.Platform.Audit;
using Bits.Platform.Features.People;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Bits.Platform.Tests.Audit;

/// <summary>What the logins of the database can do to the log, and what verify says of what they forge.</summary>
public sealed class AuditRightsTests : IAsyncLifetime
{
    const string Event = "insert into audit_event (id, class, action, outcome, actor_kind, target_type, target_id, request_id, source, version) ";

    readonly TestPlatform _platform = new();

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => _platform.InitializeAsync();

    public ValueTask DisposeAsync() => _platform.DisposeAsync();

    [Theory]
    [InlineData("select audit_erase_person(gen_random_uuid())")]
    [InlineData("select audit_drop_partition('access', '2020-01-01')")]
    [InlineData("select audit_make_partitions(3)")]
    [InlineData("select audit_is_over('access', '2020-01-01')")]
    public async Task A_login_without_grants_runs_nothing(string sql)
    {
        await using var login = await TestLogin.CreateAsync(_platform.Database);
        await _platform.DataSource.SqlAsync($"grant usage on schema public to {login.Name}");

        var refused = await Assert.ThrowsAsync<PostgresException>(() => login.DataSource.SqlAsync(sql));

        Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, refused.SqlState);
    }

    [Fact]
    public async Task The_login_of_a_backend_gives_up_no_month_before_its_time_and_none_that_is_not_sealed()
    {
        await using var backend = await BackendAsync();
        await OldMonthAsync(events: 2);
        var young = await _platform.DataSource.ValueAsync<DateOnly>("select date_trunc('month', now() at time zone 'UTC')::date");

        await RefusesAsync(backend, RetentionSeal("access", young, count: 0));
        await RefusesAsync(backend, RetentionSeal("access", new(2020, 1, 1), count: 2)); // nothing of it is sealed
        await RefusesAsync(backend, BatchSeal(count: 5)); // over events that are not there
        await RefusesAsync(backend, "select audit_drop_partition('access', '2020-01-01')");
        await RefusesAsync(backend, "update audit_keep set days = 30");
        await RefusesAsync(backend, "insert into audit_seal select * from audit_seal");
        await RefusesAsync(backend, "select audit_make_partitions(100000)");
        await RefusesAsync(backend, "create temp table audit_keep (class text, days int); insert into audit_keep values ('access', -10000); "
            + $"set search_path = pg_temp, public; select public.audit_drop_partition('access', '{young:O}')");

        Assert.Equal(2L, await _platform.DataSource.ValueAsync<long>("select count(*) from audit_event where action = 'old'"));
    }

    [Fact]
    public async Task The_configuration_can_keep_longer_and_not_shorter_than_the_owner_says()
    {
        await OldMonthAsync(events: 1);
        await SealAsync();
        await _platform.DataSource.SqlAsync("update audit_keep set days = 36500 where class = 'access'");

        Assert.Empty(await _platform.Get<AuditRetention>().DropExpiredAsync(Ct));
        await _platform.DataSource.SqlAsync("update audit_keep set days = 30 where class = 'access'");

        Assert.Equal("access 2020-01", Assert.Single(await _platform.Get<AuditRetention>().DropExpiredAsync(Ct)));
    }

    [Fact]
    public async Task The_login_of_a_backend_seals_gives_up_and_erases_nobody()
    {
        await using var backend = await BackendAsync();
        using var services = TestPlatform.BuildOver(backend.DataSource);
        await OldMonthAsync(events: 2);
        await SealAsync(services);

        Assert.Equal("access 2020-01", Assert.Single(await services.GetRequiredService<AuditRetention>().DropExpiredAsync(Ct)));
        Assert.True(await services.GetRequiredService<AuditRetention>().MakePartitionsAsync(Ct) >= 0);
        Assert.Empty((await services.GetRequiredService<AuditVerifier>().VerifyAsync(null, Ct)).Problems);
        await RefusesAsync(backend, $"select audit_erase_person('{await _platform.UserAsync("Asha")}')");
    }

    [Fact]
    public async Task An_operators_login_erases_a_person_whose_account_is_erased_and_no_other()
    {
        await using var login = await TestLogin.CreateAsync(_platform.Database);
        await PlatformSchema.GrantOperatorAsync(_platform.DataSource, login.Name, Ct);
        var (asha, bikram) = (await _platform.UserAsync("Asha"), await _platform.UserAsync("Bikram"));
        await NumberAsync(asha);
        await NumberAsync(bikram);
        await SealAsync();
        using var services = TestPlatform.BuildOver(login.DataSource);

        Assert.Equal(1, (await services.GetRequiredService<PersonErasure>().RunAsync(asha, Ct)).Rows["audit"]);
        await RefusesAsync(login, $"select audit_erase_person('{bikram}')");
        await SealAsync();

        Assert.Empty((await _platform.Get<AuditVerifier>().VerifyAsync(null, Ct)).Problems);
    }

    [Fact]
    public async Task An_erasure_that_is_only_written_down_is_found_with_what_was_blanked_under_it()
    {
        var asha = await _platform.UserAsync("Asha");
        await NumberAsync(asha);
        await SealAsync();
        await using var backend = await BackendAsync();

        await backend.DataSource.SqlAsync(
            Event + $"values (gen_random_uuid(), 'security', 'accounts.erase_person', 'success', 'operator', 'user', '{asha}', 'x', 'http', '0')");
        await SealAsync();
        await _platform.DataSource.SqlAsync(
            "set session_replication_role = replica; update audit_event set personal = null, personal_salt = null; "
            + "set session_replication_role = origin");

        var problems = (await _platform.Get<AuditVerifier>().VerifyAsync(null, Ct)).Problems;
        Assert.Contains(problems, p => p.What.Contains($"user {asha} was erased, but the account was not", StringComparison.Ordinal));
        Assert.Contains(problems, p => p.What.Contains("without an erasure", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_was_blanked_after_the_erasure_is_found()
    {
        var asha = await _platform.UserAsync("Asha");
        await _platform.Get<PersonErasure>().RunAsync(asha, Ct);
        await _platform.DataSource.SqlAsync(
            Event.Replace("(id,", "(actor_id, personal, personal_salt, personal_hash, id,", StringComparison.Ordinal)
            + $"values ('{asha}', null, null, '\\x01', gen_random_uuid(), 'admin', 'x', 'success', 'user', null, null, 'x', 'http', '0')");
        await SealAsync();

        Assert.Contains(
            (await _platform.Get<AuditVerifier>().VerifyAsync(null, Ct)).Problems,
            p => p.What.Contains("without an erasure", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("2020-01-01", 0, "other seals")]
    [InlineData("today", 0, "not 30 days old")]
    [InlineData("2020-01-01", 2, "events of that month remain")]
    public async Task A_record_of_a_month_given_up_that_is_not_so_is_found_though_it_is_signed(string month, int left, string problem)
    {
        await OldMonthAsync(events: 2);
        await SealAsync();
        if (left == 0)
            await _platform.DataSource.SqlAsync(
                "set session_replication_role = replica; delete from audit_event where action = 'old'; set session_replication_role = origin");

        await ForgeRetentionAsync(await _platform.DataSource.ValueAsync<DateOnly>("select date_trunc('month', $1::text::date)::date", month));

        Assert.Contains(
            (await _platform.Get<AuditVerifier>().VerifyAsync(null, Ct)).Problems,
            p => p.What.Contains(problem, StringComparison.Ordinal));
    }

    // As somebody with the key and all rights.
    async Task ForgeRetentionAsync(DateOnly month)
    {
        var (chain, keys) = (_platform.Get<AuditChain>(), _platform.Get<AuditKeys>());
        await using var db = await _platform.DataSource.OpenConnectionAsync(Ct);
        var head = await chain.CheckedHeadAsync(db, Ct);
        var at = await _platform.DataSource.ValueAsync<DateTime>("select now()");
        var seal = new AuditSeal(
            head.Seq + 1, AuditSeal.Retention, "access", month, default, default, 0, new byte[32], [], [], head.LastMac, at,
            keys.CurrentId, []);
        seal = seal with { Mac = keys.Sign(seal.KeyId, seal.Digest())! };
        await _platform.DataSource.SqlAsync(
            "insert into audit_seal values ($1, 'retention', 'access', $2, '0', $3, '0', $3, 0, $4, '{}', '', $5, $6, $7, $8)",
            seal.Seq, month, Guid.Empty, seal.Root, seal.Previous, at, seal.KeyId, seal.Mac);
        await chain.StoreAsync(db, head with { Seq = seal.Seq, LastMac = seal.Mac }, Ct);
    }

    static string RetentionSeal(string of, DateOnly month, long count) => Seal("retention", of, month, count);

    static string BatchSeal(long count) => Seal("batch", "access", new(2020, 1, 1), count);

    static string Seal(string kind, string of, DateOnly month, long count) =>
        $"select audit_add_seal(1, '{kind}', '{of}', '{month:O}', '0', gen_random_uuid(), '9999999', gen_random_uuid(), {count}, "
        + "'', '{}', '', '', now(), 'x', '')";

    static async Task RefusesAsync(TestLogin login, string sql)
    {
        var refused = await Assert.ThrowsAsync<PostgresException>(() => login.DataSource.SqlAsync(sql));
        Assert.True(
            refused.SqlState is PostgresErrorCodes.InsufficientPrivilege or PostgresErrorCodes.RestrictViolation
                or PostgresErrorCodes.InvalidParameterValue,
            $"{sql}: {refused.SqlState} {refused.Message}");
    }

    async Task<TestLogin> BackendAsync()
    {
        var login = await TestLogin.CreateAsync(_platform.Database);
        await PlatformSchema.GrantApplicationAsync(_platform.DataSource, login.Name, Ct);
        return login;
    }

    async Task OldMonthAsync(int events)
    {
        await _platform.DataSource.SqlAsync(
            "create table audit_event_access_2020_01 partition of audit_event_access for values from ('2020-01-01 00:00+00') to ('2020-02-01 00:00+00')");
        for (var i = 0; i < events; i++)
            await _platform.DataSource.SqlAsync(
                "insert into audit_event (id, at, class, action, outcome, actor_kind, request_id, source, version) "
                + "values (gen_random_uuid(), '2020-01-15', 'access', 'old', 'success', 'system', 'old', 'job', '0')");
    }

    Task NumberAsync(Guid user) =>
        _platform.CallAsync(user, "notifications.v1/SetWhatsAppNumber", new { phone = "+919876543210" });

    async Task SealAsync(IServiceProvider? on = null)
    {
        var sealer = on?.GetRequiredService<AuditSealer>() ?? _platform.Get<AuditSealer>();
        do
            await sealer.SealAsync(Ct);
        while ((await _platform.Get<AuditVerifier>().VerifyAsync(null, Ct)).Unsealed > 0);
    }
}
