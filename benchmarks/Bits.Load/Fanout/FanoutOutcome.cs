using Bits.Load.Database;
using Bits.Load.Reporting;
using Bits.Shared;

namespace Bits.Load.Fanout;

/// <summary>What the providers got, beside what the ledger says.</summary>
/// <param name="Once">The deliveries that a provider accepted once.</param>
/// <param name="Twice">Those that it accepted more than once.</param>
/// <param name="Unknown">Those that the ledger lists as unknown.</param>
/// <param name="Lost">Those that no provider got and that are not listed as unknown.</param>
/// <param name="Wrong">Those that the ledger lists as accepted and no provider got.</param>
sealed record FanoutOutcome(long Once, long Twice, long Unknown, long Lost, long Wrong)
{
    public static async Task<FanoutOutcome> ReadAsync(LoadSchema schema, FanoutProviders providers, CancellationToken ct)
    {
        const string sql = """
            select d.channel, d.state, case d.channel when 'email' then u.email else w.phone end
            from notifications_delivery d
            join accounts_user u on u.id = d.recipient_id
            join notifications_whatsapp_number w on w.user_id = d.recipient_id
            where d.channel <> 'in_app'
            """;

        var (once, twice, unknown, lost, wrong) = (0L, 0L, 0L, 0L, 0L);
        await using var db = await schema.DataSource.OpenConnectionAsync(ct);
        foreach (var (channel, state, address) in await db.QueryAsync(
            sql, [], row => (row.GetString(0), row.GetString(1), row.GetString(2)), ct))
        {
            var times = providers.Accepted.GetValueOrDefault((channel, address));
            once += times == 1 ? 1 : 0;
            twice += times > 1 ? 1 : 0;
            unknown += state == "unknown" ? 1 : 0;
            lost += times == 0 && state != "unknown" ? 1 : 0;
            wrong += times == 0 && state == "accepted" ? 1 : 0;
        }

        return new(once, twice, unknown, lost, wrong);
    }

    public void AddTo(Figures figures)
    {
        figures.Add("accepted_once", Once);
        figures.Add("accepted_twice", Twice);
        figures.Add("unknown", Unknown);
        figures.Add("lost", Lost);
    }

    public IEnumerable<string[]> Rows() =>
    [
        ["accepted once", $"{Once:N0}"], ["accepted twice", $"{Twice:N0}"], ["unknown in the ledger", $"{Unknown:N0}"],
        ["lost", $"{Lost:N0}"], ["accepted in the ledger, but not by the provider", $"{Wrong:N0}"],
    ];
}
