using Bits.Platform.Audit;
using Bits.Platform.Demo;
using Bits.Platform.Features.Directory.Demo;
using Bits.Platform.Features.Notifications;
using Bits.Platform.Rpc;
using Bits.Shared;
using Npgsql;

namespace Bits.Platform.Features.Directory;

/// <summary>The profiles and connections of the demo data, with requests that wait for the first person's answer.</summary>
sealed class DirectoryDemo(SystemPipeline pipeline, ProfileImport profiles, Notifier notifier) : IDemoSeed
{
    const int ChunkSize = 1_000;
    const int ByHand = 10; // the people whose connections with each other are chosen below
    static readonly SystemTask Introducing = SystemTask.OfOperator("demo.seed", AuditClass.Access);

    static readonly (int One, int Other)[] Friends = [(0, 1), (0, 2), (1, 2), (1, 3), (2, 3), (0, 7), (1, 8), (2, 9), (3, 7)];
    static readonly int[] WhoAskTheFirst = [4, 5, 6];
    const int AskedByTheFirst = 8;

    /// <inheritdoc />
    public async Task AddContentAsync(IReadOnlyList<Guid> people, IProgress<DemoProgress>? progress, CancellationToken ct)
    {
        var done = 0;
        foreach (var chunk in DemoPeople.Take(people.Count).Select((person, number) => (Person: person, Number: number)).Chunk(ChunkSize))
        {
            List<Profile> composed = [.. chunk.Select(one => DemoProfiles.Compose(one.Number, people[one.Number], one.Person)).OfType<Profile>()];
            await pipeline.RunAsync(Introducing, call => profiles.InsertAsync(call.Db, composed, ct), ct);
            progress?.Report(new("profiles", done += chunk.Length, people.Count));
        }

        foreach (var chunk in PairsOf(people.Count).Chunk(ChunkSize))
            await pipeline.RunAsync(Introducing, call => ConnectAsync(call.Db, [.. chunk.Select(pair => (people[pair.One], people[pair.Other]))], ct), ct);
        await pipeline.RunAsync(Introducing, call => RequestAsync(call.Db, people, ct), ct);
    }

    // Each is connected with some who came before, so that a larger network keeps the connections of a smaller one.
    static IEnumerable<(int One, int Other)> PairsOf(int count) => Friends.Concat(
        from number in Enumerable.Range(ByHand, count - ByHand)
        from other in new[] { number / 2, number / 3, number - 7, number % 11 == 0 && number < 100 ? 0 : number - 1 }.Distinct()
        select (number, other));

    static Task<int> ConnectAsync(NpgsqlConnection db, IReadOnlyList<(Guid One, Guid Other)> pairs, CancellationToken ct)
    {
        const string sql = """
            insert into directory_connection (low_id, high_id, requested_by, state, requested_at, decided_at)
            select low_id, high_id, low_id, 'accepted', now() - days * interval '1 day', now() - (days - 1) * interval '1 day'
            from unnest($1::uuid[], $2::uuid[], $3::int[]) as n (low_id, high_id, days)
            order by low_id, high_id
            on conflict do nothing
            """;

        var ordered = pairs.Select(pair => Connection.Pair(pair.One, pair.Other)).ToList();
        return db.ExecuteAsync(
            sql,
            [
                ordered.Select(pair => pair.Low).ToArray(), ordered.Select(pair => pair.High).ToArray(),
                ordered.Select((_, i) => 2 + i * 31 % 900).ToArray(),
            ], ct);
    }

    async Task<bool> RequestAsync(NpgsqlConnection db, IReadOnlyList<Guid> people, CancellationToken ct)
    {
        const string sql = """
            insert into directory_connection (low_id, high_id, requested_by, state, note, requested_at)
            values ($1, $2, $3, 'pending', $4, now() - $5 * interval '1 hour')
            on conflict do nothing
            """;

        var requests = WhoAskTheFirst.Zip(DemoWords.Notes, (from, note) => (From: people[from], To: people[0], Note: note))
            .Append((From: people[0], To: people[AskedByTheFirst], Note: "I read your talk on grids twice."));
        foreach (var ((from, to, note), i) in requests.Select((request, i) => (request, i)))
        {
            var (low, high) = Connection.Pair(from, to);
            if (await db.ExecuteAsync(sql, [low, high, from, note, 3 + 20 * i], ct) > 0)
                await notifier.NotifyAsync(db, ConnectionRequestText.Of(from, to), [to], ct);
        }

        return true;
    }
}
