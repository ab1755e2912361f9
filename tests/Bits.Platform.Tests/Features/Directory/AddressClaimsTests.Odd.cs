using System.Text.Json;
using Bits.Platform.Accounts;
using Bits.Platform.Features.Directory.Claiming;
using Bits.Platform.Features.People;
using Npgsql;

namespace Bits.Platform.Tests.Features.Directory;

/// <summary>Claims beside erasures, disabled accounts, repeats and other claims.</summary>
public sealed partial class AddressClaimsTests
{
    [Fact]
    public async Task An_erasure_beside_an_approval_leaves_no_claim()
    {
        const string approve = """
            with person as (select id, email from accounts_user where id = $1 for update)
            update directory_claim c
            set state = 'approved', decided_at = now(), decided_by = c.id, reason = 'known', person_id = p.id, old_email = p.email
            from person p
            where c.id = $2
            """;

        var (asha, _) = await PersonAsync("Asha Rao");
        var claim = await ConfirmedAsync("Asha Rao", Address());
        await using var db = await platform.DataSource.OpenConnectionAsync(Ct);
        await using var approval = await db.BeginTransactionAsync(Ct);
        await using (var command = new NpgsqlCommand(approve, db) { Parameters = { new() { Value = asha }, new() { Value = claim } } })
            await command.ExecuteNonQueryAsync(Ct);

        var erasure = platform.Get<PersonErasure>().RunAsync(asha, Ct);
        await platform.DataSource.EventuallyAsync(
            "select exists (select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock')");
        await approval.CommitAsync(Ct);
        await erasure;

        Assert.Equal(0L, await platform.DataSource.ValueAsync<long>("select count(*) from directory_claim where person_id = $1", asha));
    }

    [Fact]
    public async Task An_erasure_takes_no_claim_of_another_address_along()
    {
        var domain = $"{Guid.CreateVersion7():N}.example.org";
        await using var db = await platform.DataSource.OpenConnectionAsync(Ct);
        var rao = (await platform.Get<AccountDirectory>().UpsertAsync(db, [new($"rao@{domain}", "Rao", 2018)], Ct))[0].Id;
        await ConfirmedAsync("Asha", $"asha.rao@{domain}");
        await ConfirmedAsync("Bikram", $"bikram@{domain}", $"Rao knows me: rao@{domain}");

        await platform.Get<PersonErasure>().RunAsync(rao, Ct);

        Assert.Equal(
            $"asha.rao@{domain}, bikram@{domain}",
            await platform.DataSource.ValueAsync<string>("select string_agg(email, ', ' order by email) from directory_claim"));
        Assert.False(await platform.DataSource.ValueAsync<bool>("select exists (select from directory_claim where message like '%rao@%')"));
    }

    [Fact]
    public async Task The_owner_of_a_disabled_account_is_told_so_and_not_sent_to_a_sign_in_that_fails()
    {
        var (asha, old) = await PersonAsync("Asha Rao");
        await platform.Get<AccountKeeping>().DisableAsync(asha, disabled: true, "test", Ct);

        await Claims.RequestAsync(new("Asha Rao", 2018, old, null), Origin, Ct);
        await DrainAsync();

        var mail = Assert.Single(_server.Mails);
        Assert.Equal((old, "Your account is disabled"), (mail.To.Mailboxes.Single().Address, mail.Subject));
        Assert.DoesNotContain("sign-in", mail.TextBody, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_link_that_is_pressed_twice_confirms_one_claim_and_says_so_both_times()
    {
        for (var round = 0; round < Cases.Of(60); round++)
        {
            var fresh = Address();
            var token = await AskAsync("Asha Rao", fresh);

            var outcomes = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => Claims.ConfirmAsync(token, Origin, Ct)));

            Assert.All(outcomes, outcome => Assert.Equal(AddressClaimOutcome.Waiting, outcome));
            Assert.Equal(1L, await platform.DataSource.ValueAsync<long>("select count(*) from directory_claim where email = $1 and state = 'waiting'", fresh));
        }
    }

    [Fact]
    public async Task A_link_of_a_decided_claim_asks_for_nothing_again()
    {
        var (asha, _) = await PersonAsync("Asha Rao");
        var fresh = Address();
        var token = await AskAsync("Asha Rao", fresh);
        await Claims.ConfirmAsync(token, Origin, Ct);
        var claim = await platform.DataSource.ValueAsync<Guid>("select id from directory_claim where email = $1", fresh);
        await ApproveAsync(await OperatorAsync(), claim, asha);

        Assert.Equal(AddressClaimOutcome.Over, await Claims.ConfirmAsync(token, Origin, Ct));
        Assert.Equal("approved", await platform.DataSource.ValueAsync<string>("select state from directory_claim where id = $1", claim));
    }

    [Fact]
    public async Task Coordinators_hear_of_the_claims_of_a_day_once_and_while_they_wait()
    {
        var (coordinator, (viewer, _)) = (await OperatorAsync(), await PersonAsync("Veena", "viewer"));
        var first = await ConfirmedAsync("Asha Rao", Address());
        Assert.Equal(["A claim waits for a decision"], await TitlesAsync(coordinator));
        await platform.DataSource.SqlAsync("update notifications_delivery set read_at = now() where recipient_id = $1", coordinator);
        Assert.Empty(await TitlesAsync(coordinator));

        var second = await ConfirmedAsync("Bikram Sen", Address());
        Assert.Equal(["2 claims wait for a decision"], await TitlesAsync(coordinator));
        Assert.Equal("email", await platform.DataSource.ValueAsync<string>(
            """
            select string_agg(d.channel, ' ')
            from notifications_delivery d
            join notifications_notification n on n.id = d.notification_id
            where n.kind = 'directory.claim' and d.recipient_id = $1 and d.channel <> 'in_app'
            """, coordinator));
        Assert.Empty(await TitlesAsync(viewer));

        foreach (var claim in new[] { first, second })
            await OutcomeAsync(coordinator, claim, person: null);
        Assert.DoesNotContain(await TitlesAsync(coordinator), title => title?.Contains("wait", StringComparison.Ordinal) ?? false);

        async Task<string?[]> TitlesAsync(Guid user) =>
        [
            .. (await CallAsync(user, "notifications.v1/ListInbox", new { kind = "directory.claim", onlyUnread = true })).GetProperty("items")
                .EnumerateArray().Select(item => Text(item, "title")),
        ];
    }

    [Fact]
    public async Task Of_two_claims_for_one_person_the_second_shows_that_the_first_moved_the_address()
    {
        var (asha, old) = await PersonAsync("Asha Rao");
        var (coordinator, fresh) = (await OperatorAsync(), Address());
        var (first, second) = (await ConfirmedAsync("Asha Rao", fresh), await ConfirmedAsync("Asha Rao", Address()));
        Assert.Equal(JsonValueKind.Null, (await CandidateAsync()).GetProperty("claimedAt").ValueKind);

        await ApproveAsync(coordinator, first, asha);

        var candidate = await CandidateAsync();
        Assert.Equal(fresh, Text(candidate, "email"));
        Assert.Equal(JsonValueKind.String, candidate.GetProperty("claimedAt").ValueKind);

        async Task<JsonElement> CandidateAsync() => Candidate(
            (await CallAsync(coordinator, "directory.v1/ListClaims", new { })).GetProperty("claims").EnumerateArray()
                .Single(claim => claim.GetProperty("claimId").GetGuid() == second), asha);
    }
}
