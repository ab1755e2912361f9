using Bits.Platform.Auth;
using Bits.Platform.Features.People;
using Bits.Platform.Rpc;
using Npgsql;

namespace Bits.Platform.Tests.Features.People;

/// <summary>After the erasure of somebody who used everything no row holds a word of theirs, or a word that names them.
/// </summary>
[Slow]
public sealed class PersonalDataTests(TestPlatform platform) : IClassFixture<TestPlatform>
{
    static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task After_the_erasure_no_row_of_any_table_holds_a_word_of_somebody_who_used_everything()
    {
        var person = new PersonWhoUsedEverything(platform);
        await person.LiveAsync();
        Assert.Equal(CallsOfMembers(), person.Calls.Order());
        string[] keepsThem =
        [
            "accounts_linked_sign_in", "accounts_profile", "accounts_session", "accounts_user", "groups_group", "memberships_membership", "memberships_request",
            "memberships_transition", "mentorship_application", "mentorship_check_in", "mentorship_feedback", "mentorship_goal", "mentorship_note", "mentorship_pair",
            "mentorship_run_mentee", "mentorship_session", "notifications_whatsapp_number", "people_backfill", "posts_appeal", "posts_case", "posts_comment", "posts_edit",
            "posts_mention", "posts_post", "posts_report", "recommend_dismissal",
            "saved_search", "sign_in_claim", "sign_in_passkey", "search_body", "search_candidate", "search_document", "search_lexeme",
        ];
        Assert.Empty(keepsThem.Except((await FindAsync(person)).Select(found => found.Split(':')[0])));

        const string answers = "select count(*) from rpc_idempotency where user_id = $1"; // closed: no word of theirs shows
        Assert.NotEqual(0L, await platform.DataSource.ValueAsync<long>(answers, person.Id));

        await platform.Get<PersonErasure>().RunAsync(person.Id, Ct);

        Assert.Empty(await FindAsync(person));
        Assert.Equal(0L, await platform.DataSource.ValueAsync<long>(answers, person.Id));
        Assert.Empty(await platform.Memberships.History.VerifyAsync(ct: Ct));
        Assert.Equal(
            "Ask [erased], [erased], or [erased]. I did, says Bikram.",
            await platform.DataSource.ValueAsync<string>("select body from posts_post where id = $1", person.PostAboutThem));
        var found = await platform.CallAsync(person.Other, "search.v1/Search", new { text = "says Bikram" });
        Assert.Contains(found.GetProperty("hits").EnumerateArray(), hit => hit.GetProperty("entityId").GetString() == $"post:{person.PostAboutThem}");
    }

    // What a member may write; operators' calls are about jobs, and about others.
    IEnumerable<string> CallsOfMembers() => platform.Get<RpcRegistry>().Methods
        .Where(method => !method.Rules.Reads && !Capabilities.Table.Single(rule => rule.Name == method.Rules.Capability).PlatformOnly)
        .Select(method => method.Rules.Name)
        .Order();

    // Every row as text, with its arrays, its jsonb and its vectors. A partitioned table is read in its partitions. Of the
    // audit log all but the events of others about others: the reasons in them are evidence, and go with their month.
    async Task<List<string>> FindAsync(PersonWhoUsedEverything person)
    {
        var found = new List<string>();
        await using var db = await platform.DataSource.OpenConnectionAsync(Ct);
        foreach (var table in await ListAsync(
            db, "select relname::text from pg_class where relnamespace = current_schema()::regnamespace and relkind = 'r' order by 1"))
            found.AddRange((await ListAsync(
                db,
                $"""
                select t::text from {table} t
                where (t::text ilike '%{PersonWhoUsedEverything.Marker}%'
                       or regexp_replace(t::text, '[ ()./-]', '', 'g') like '%{PersonWhoUsedEverything.Digits}%')
                  and ({!table.StartsWith("audit_event", StringComparison.Ordinal)}
                       or t::text not like '%,user,{person.Other},%' or t::text like '%,user,{person.Id},%')
                """)).Select(row => $"{table}: {row}"));
        return found;
    }

    static async Task<List<string>> ListAsync(NpgsqlConnection db, string sql)
    {
#pragma warning disable CA2100 // names of tables, from the catalogue
        await using var command = new NpgsqlCommand(sql, db);
#pragma warning restore CA2100
        await using var reader = await command.ExecuteReaderAsync(Ct);
        var rows = new List<string>();
        while (await reader.ReadAsync(Ct))
            rows.Add(reader.GetString(0));
        return rows;
    }
}
