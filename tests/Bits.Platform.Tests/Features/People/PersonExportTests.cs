using System.Text.Json;
using Bits.Platform.Features.People;
using Bits.Platform.Privacy;
using Bits.Platform.Rpc;

namespace Bits.Platform.Tests.Features.People;

/// <summary>An export of somebody who used everything has everything.</summary>
public sealed class PersonExportTests(TestPlatform platform) : IClassFixture<TestPlatform>
{
    static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_export_holds_what_every_part_keeps_and_is_audited()
    {
        var person = new PersonWhoUsedEverything(platform);
        await person.LiveAsync();
        string[] words =
        [
            PersonWhoUsedEverything.Name, PersonWhoUsedEverything.Address, PersonWhoUsedEverything.Digits, "zzqclient", "zzqchapter",
            "zzqcity", "zzqdescribed", "zzqprivate", "zzqpublic", "zzqbody", "zzqagain", "zzqasked", "zzqinvited", "zzqopen",
            "zzqsaved", "zzqwanted", "zzqentity", "zzqcandidate", "zzqquery", "zzqgiven", "zzqbanned", "zzqlifted", "zzqremoved",
            "zzqfirst", "zzqsecond", "zzqlink", "zzqtitle", "zzqcommented", "zzqreported", "zzqdecided",
            "groups.notify_post", "groups.invite", "search.run_saved_searches", "accounts.end_session",
            "notifications.v1/SetWhatsAppNumber",
        ];

        var export = await platform.Get<PersonExport>().RunAsync(person.Id, Ct);

        var json = JsonSerializer.Serialize(export, RpcJson.Options);
        Assert.All(words, word => Assert.Contains(word, json, StringComparison.OrdinalIgnoreCase));
        Assert.Equal(platform.Get<IEnumerable<IPersonalData>>().Select(data => data.Part).Order(), export.Parts.Keys.Order());
        Assert.True(await platform.DataSource.ValueAsync<bool>(
            "select exists (select from audit_event where action = 'accounts.export_person' and target_id = $1)", $"{person.Id}"));
    }

    [Fact]
    public async Task An_export_of_somebody_else_has_no_word_of_theirs()
    {
        var (asha, bikram) = (await platform.UserAsync("Asha"), await platform.UserAsync("Bikram"));
        await platform.CallAsync(asha, "search.v1/SaveSearch", new { name = "tapirs", text = "tapirs" });

        var json = JsonSerializer.Serialize(await platform.Get<PersonExport>().RunAsync(bikram, Ct), RpcJson.Options);

        Assert.DoesNotContain("tapirs", json, StringComparison.Ordinal);
        Assert.DoesNotContain($"{asha}", json, StringComparison.Ordinal);
    }
}
