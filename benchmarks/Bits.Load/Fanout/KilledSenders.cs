using Bits.Load.Database;
using Bits.Load.Rpc;

namespace Bits.Load.Fanout;

/// <summary>Two backends that send, one of which is killed every few seconds, in turn.</summary>
static class KilledSenders
{
    static readonly TimeSpan Patience = TimeSpan.FromMinutes(60);

    /// <summary>Sends until nothing is planned or being sent.</summary>
    /// <returns>The number of kills.</returns>
    public static async Task<int> SendAsync(LoadSchema schema, FanoutProviders providers, TimeSpan pause, CancellationToken ct)
    {
        string[] settings = [.. providers.Settings.Select(s => $"--{s.Key}={s.Value}"), "--Jobs:Enabled=true"];
        var keyFile = Path.Combine(Path.GetTempPath(), $"bits-load-{Guid.CreateVersion7():N}.pem");
        var senders = new List<BackendProcess>();
        var (kills, left, until) = (0, long.MaxValue, DateTimeOffset.MaxValue);
        try
        {
            while (senders.Count < 2)
                senders.Add(await BackendProcess.StartAsync(schema, keyFile, settings, ct));
            until = TimeProvider.System.GetUtcNow() + Patience;
            for (left = await LeftAsync(schema, ct); left > 0; left = await LeftAsync(schema, ct))
            {
                if (TimeProvider.System.GetUtcNow() > until)
                    throw new InvalidOperationException($"{left:N0} messages are not sent after {Patience}.");

                await Task.Delay(pause, ct);
                var killed = senders[0];
                senders.RemoveAt(0);
                await killed.DisposeAsync(); // SIGKILL
                kills++;
                senders.Add(await BackendProcess.StartAsync(schema, keyFile, settings, ct));
                ScenarioContext.Tell($"{left:N0} to send, {kills} kills");
            }

            return kills;
        }
        finally
        {
            foreach (var sender in senders)
                await sender.DisposeAsync();
            File.Delete(keyFile);
        }
    }

    static Task<long> LeftAsync(LoadSchema schema, CancellationToken ct) => schema.ValueAsync<long>(
        "select count(*) from notifications_delivery where state in ('planned', 'sending')", ct);
}
