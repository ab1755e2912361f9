using Bits.Platform.Audit;
using Bits.Platform.Features.People;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Bits.Platform.Tests.Audit;

/// <summary>Whatever is done to the log behind its back, verify names it. Each test has a log of its own.</summary>
public sealed class AuditSealTests : IAsyncLifetime
{
    readonly TestPlatform _platform = new();

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => _platform.InitializeAsync();

    public ValueTask DisposeAsync() => _platform.DisposeAsync();

    [Fact]
    public async Task A_log_that_nobody_touched_is_good_and_its_rest_waits()
    {
        await FillAsync(5);
        await SealAsync();
        await FillAsync(2);

        var report = await VerifyAsync();

        Assert.Empty(report.Problems);
        Assert.Equal((5, 2), (report.Events, report.Unsealed));
    }

    [Fact]
    public async Task Flipping_any_column_of_any_event_is_found_and_named()
    {
        await FillAsync(4);
        await SealAsync();
        var columns = await ColumnsAsync();
        Assert.True(columns.Count >= 20);

        foreach (var (column, type) in columns)
        {
            var id = await _platform.DataSource.ValueAsync<Guid>("select id from audit_event order by random() limit 1");
            var undo = Tamper(
                $"update audit_event set {column} = {Other(column, type)} where id = '{id}'");

            var problems = (await VerifyAsync(undo)).Problems;

            Assert.True(problems.Count > 0, $"{column} was changed and nobody noticed");
            if (column is not ("id" or "class" or "at" or "xid")) // the event is then found missing, or elsewhere
                Assert.Contains(problems, p => p.Where == $"event {id}");
        }
    }

    [Fact]
    public async Task Deleting_any_event_is_found_and_named()
    {
        await FillAsync(6);
        await SealAsync();

        foreach (var id in await IdsAsync())
        {
            var undo = Tamper($"delete from audit_event where id = '{id}'");

            Assert.Equal($"event {id}", Assert.Single((await VerifyAsync(undo)).Problems).Where);
        }
    }

    [Fact]
    public async Task Flipping_any_column_of_any_seal_or_of_the_head_is_found()
    {
        await FillAsync(2);
        await SealAsync();
        await FillAsync(2);
        await SealAsync();

        foreach (var table in new[] { "audit_seal", "audit_head" })
            foreach (var (column, type) in await ColumnsAsync(table))
            {
                if (column == "only_row")
                    continue;

                var undo = Tamper(
                    $"update {table} set {column} = {Other(column, type)} {(table == "audit_seal" ? "where seq = 1" : "")}");

                Assert.True((await VerifyAsync(undo)).Problems.Count > 0, $"{table}.{column} was changed and nobody noticed");
            }
    }

    [Theory]
    [InlineData("delete from audit_seal where seq = 1")]
    [InlineData("delete from audit_seal where seq = 2")]
    [InlineData("delete from audit_seal")]
    [InlineData("delete from audit_head")]
    [InlineData("delete from audit_event e using audit_seal s where s.seq > 1 and e.id = any(s.leaf_ids); delete from audit_seal where seq > 1")]
    [InlineData("insert into audit_event select (jsonb_populate_record(e, '{\"id\": \"0198c1d2-7d3a-7c41-9f0e-3a5b8e6d2f10\"}')).* from audit_event e limit 1")]
    [InlineData("insert into audit_event (id, xid, class, action, outcome, actor_kind, request_id, source, version) values (gen_random_uuid(), '5', 'admin', 'x', 'success', 'user', 'x', 'http', '0')")]
    public async Task A_missing_link_a_cut_tail_and_a_slipped_in_event_are_found(string sql)
    {
        await FillAsync(3);
        await SealAsync();
        await FillAsync(3);
        await SealAsync();

        var undo = Tamper(sql);

        Assert.NotEmpty((await VerifyAsync(undo)).Problems);
    }

    [Fact]
    public async Task A_tail_cut_off_together_with_an_old_head_is_found_by_the_anchor()
    {
        var anchor = Path.Combine(Path.GetTempPath(), $"anchor-{Guid.CreateVersion7():N}");
        using var anchored = _platform.Build(("Audit:AnchorFile", anchor));
        await FillAsync(3);
        await SealAsync(anchored);
        await _platform.DataSource.SqlAsync("create table kept_head as select * from audit_head");
        await FillAsync(3);
        await SealAsync(anchored);

        await Tamper(
            "delete from audit_event e using audit_seal s where s.seq > (select seq from kept_head) and e.id = any(s.leaf_ids); "
            + "delete from audit_seal where seq > (select seq from kept_head); delete from audit_head; insert into audit_head select * from kept_head").DoAsync();

        Assert.Empty((await VerifyAsync()).Problems); // the database alone cannot know
        var report = await _platform.Get<AuditVerifier>().VerifyAsync(anchor, Ct);
        Assert.Contains("anchor", Assert.Single(report.Problems).What, StringComparison.Ordinal);
        await Assert.ThrowsAsync<AuditBrokenException>(() => anchored.GetRequiredService<AuditSealer>().SealAsync(Ct));
        File.Delete(anchor);
    }

    [Fact]
    public async Task Nothing_is_sealed_behind_an_end_that_is_not_genuine()
    {
        await FillAsync(2);
        await SealAsync();
        await Tamper("update audit_head set seq = 7").DoAsync();
        await FillAsync(1);

        await Assert.ThrowsAsync<AuditBrokenException>(() => SealAsync());
        Assert.Equal(2, (await VerifyAsync()).Events);
    }

    [Fact]
    public async Task An_event_that_commits_late_is_sealed_in_its_place_and_never_passed_over()
    {
        await using var slow = await _platform.DataSource.OpenConnectionAsync(Ct);
        await using var tx = await slow.BeginTransactionAsync(Ct);
        await using (var first = new NpgsqlCommand(
            "insert into audit_event (id, class, action, outcome, actor_kind, request_id, source, version) "
            + "values (gen_random_uuid(), 'admin', 'slow', 'success', 'system', 'slow', 'job', '0')", slow))
            await first.ExecuteNonQueryAsync(Ct);
        await FillAsync(4);

        Assert.Equal(0, await _platform.Get<AuditSealer>().SealAsync(Ct));
        await tx.CommitAsync(Ct);
        await SealAsync();

        var report = await VerifyAsync();
        Assert.Empty(report.Problems);
        Assert.Equal(5, report.Events);
    }

    [Fact]
    public async Task Transactions_whose_numbers_have_more_digits_come_after_those_with_fewer()
    {
        foreach (var xid in new[] { "9", "10", "100" })
            await _platform.DataSource.SqlAsync(
                "insert into audit_event (id, xid, class, action, outcome, actor_kind, request_id, source, version) "
                + "values (gen_random_uuid(), $1::text::xid8, 'admin', 'x', 'success', 'system', 'x', 'job', '0')", xid);
        await SealAsync();

        Assert.Empty((await VerifyAsync()).Problems);
    }

    [Fact]
    public async Task Many_sealers_at_once_make_one_chain()
    {
        await FillAsync(20);
        await Task.WhenAll(Enumerable.Range(0, 8).Select(async i =>
        {
            await FillAsync(3);
            await SealAsync();
        }));
        await SealAsync();

        var report = await VerifyAsync();
        Assert.Empty(report.Problems);
        Assert.Equal((44, 0), (report.Events, report.Unsealed));
    }

    [Fact]
    public async Task Erasing_a_person_keeps_the_seals_good_and_erasing_without_an_event_is_found()
    {
        var asha = await _platform.UserAsync("Asha");
        await _platform.CallAsync(asha, "notifications.v1/SetWhatsAppNumber", new { phone = "+919876543210" });
        var bikram = await _platform.UserAsync("Bikram");
        await _platform.CallAsync(bikram, "notifications.v1/SetWhatsAppNumber", new { phone = "+919876543211" });
        await SealAsync();

        await _platform.Get<PersonErasure>().RunAsync(asha, Ct);
        await SealAsync();
        var erased = await VerifyAsync();
        Assert.Empty(erased.Problems);
        Assert.Equal(1, erased.Erased);

        var undo = Tamper("update audit_event set personal = null, personal_salt = null");
        Assert.NotEmpty((await VerifyAsync(undo)).Problems);
    }

    [Fact]
    public async Task A_key_that_is_rotated_leaves_old_seals_good_while_it_is_kept()
    {
        var (one, two) = (("Audit:Keys:1", Convert.ToBase64String(new byte[32])), ("Audit:Keys:2", Convert.ToBase64String(new byte[40])));
        using var old = _platform.Build(one);
        using var rotated = _platform.Build(one, two, ("Audit:KeyId", "2"));
        using var forgotten = _platform.Build(two, ("Audit:KeyId", "2"));
        await FillAsync(2);
        await SealAsync(old);
        await FillAsync(2);
        await SealAsync(rotated);

        Assert.Empty((await rotated.GetRequiredService<AuditVerifier>().VerifyAsync(null, Ct)).Problems);
        Assert.Contains(
            "not among Audit:Keys", (await forgotten.GetRequiredService<AuditVerifier>().VerifyAsync(null, Ct)).Problems[0].What,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_month_whose_time_is_over_goes_with_a_seal_that_says_so_and_no_sooner()
    {
        await _platform.DataSource.SqlAsync(
            "create table audit_event_access_2020_01 partition of audit_event_access for values from ('2020-01-01 00:00+00') to ('2020-02-01 00:00+00')");
        for (var i = 0; i < 3; i++)
            await _platform.DataSource.SqlAsync(
                "insert into audit_event (id, at, class, action, outcome, actor_kind, request_id, source, version) "
                + "values (gen_random_uuid(), '2020-01-15', 'access', 'old', 'success', 'system', 'old', 'job', '0')");
        await FillAsync(2);
        var retention = _platform.Get<AuditRetention>();

        Assert.Empty(await retention.DropExpiredAsync(Ct)); // not sealed yet
        await SealAsync();
        Assert.Equal("access 2020-01", Assert.Single(await retention.DropExpiredAsync(Ct)));
        Assert.Empty(await retention.DropExpiredAsync(Ct));

        var report = await VerifyAsync();
        Assert.Empty(report.Problems);
        Assert.Equal(0L, await _platform.DataSource.ValueAsync<long>("select count(*) from audit_event where action = 'old'"));
        var undo = Tamper("delete from audit_seal where kind = 'retention'");
        Assert.NotEmpty((await VerifyAsync(undo)).Problems);
    }

    // Until nothing waits: transactions of other databases of the server hold the sealing up too.
    async Task SealAsync(IServiceProvider? on = null)
    {
        var sealer = on?.GetRequiredService<AuditSealer>() ?? _platform.Get<AuditSealer>();
        do
            await sealer.SealAsync(Ct);
        while ((await VerifyAsync()).Unsealed > 0);
    }

    async Task<AuditReport> VerifyAsync(Tampering? within = null)
    {
        if (within is not null)
            await within.DoAsync();
        var report = await _platform.Get<AuditVerifier>().VerifyAsync(null, Ct);
        if (within is not null)
            await within.RestoreAsync();
        return report;
    }

    async Task FillAsync(int count)
    {
        var asha = await _platform.UserAsync("Asha");
        for (var i = 0; i < count; i++)
            await _platform.CallAsync(
                asha, "groups.v1/CreateGroup", new { slug = $"g{Guid.CreateVersion7():N}", name = "G", visibility = "public" });
    }

    async Task<List<Guid>> IdsAsync()
    {
        var ids = await _platform.DataSource.ValueAsync<Guid[]>("select array_agg(id) from audit_event");
        return [.. ids];
    }

    async Task<List<(string, string)>> ColumnsAsync(string table = "audit_event")
    {
        var all = await _platform.DataSource.ValueAsync<string[]>(
            "select array_agg(attname || ' ' || atttypid::regtype order by attnum) from pg_attribute "
            + "where attrelid = $1::regclass and attnum > 0", table);
        return [.. all.Select(column => (column.Split(' ')[0], column.Split(' ', 2)[1]))];
    }

    // Another value of the type that the constraints of the table allow.
    static string Other(string column, string type) => (column, type) switch
    {
        ("class", _) => "'security'",
        ("outcome", _) => "'failed'",
        ("actor_kind", _) => "'operator'",
        ("source", _) => "'job'",
        ("kind", _) => "'retention'",
        ("personal", _) => "'{\"reason\": \"another\"}', personal_salt = coalesce(personal_salt, '\\x01')",
        ("personal_salt", _) => "'\\x02', personal = coalesce(personal, '{}')",
        (_, "text") => $"coalesce({column}, '') || 'x'",
        (_, "uuid") => "gen_random_uuid()",
        (_, "uuid[]") => $"{column}[1:0] || gen_random_uuid()",
        (_, "bytea") => $"coalesce({column}, '') || '\\x01'",
        (_, "json") => "'{\"a\": 1}'",
        (_, "bigint") => $"{column} + 1000",
        (_, "date") => $"{column} - 31",
        (_, "xid8") => $"({column}::text::bigint + 1)::text::xid8",
        (_, "timestamp with time zone") => $"{column} + interval '1 microsecond'",
        _ => throw new InvalidOperationException($"{column} {type}"),
    };

    Tampering Tamper(string sql) => new(_platform.DataSource, sql);

    /// <summary>What somebody with all rights does to the tables, guards off; can be undone.</summary>
    sealed class Tampering(NpgsqlDataSource dataSource, string sql)
    {
        public async Task DoAsync()
        {
            await dataSource.SqlAsync(
                "drop table if exists kept_e, kept_s, kept_h; create table kept_e as select * from audit_event; "
                + "create table kept_s as select * from audit_seal; create table kept_h as select * from audit_head");
            await GuardsOffAsync(sql);
        }

        public Task RestoreAsync() => GuardsOffAsync(
            "delete from audit_event; delete from audit_seal; delete from audit_head; insert into audit_event select * from kept_e; "
            + "insert into audit_seal select * from kept_s; insert into audit_head select * from kept_h");

        Task GuardsOffAsync(string then) =>
            dataSource.SqlAsync($"set session_replication_role = replica; {then}; set session_replication_role = origin");
    }
}
