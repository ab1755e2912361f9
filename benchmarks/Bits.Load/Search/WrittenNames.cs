using System.Globalization;
using Bits.Load.Reporting;
using Bits.Load.Rpc;
using Bits.Platform.Accounts;

namespace Bits.Load.Search;

/// <summary>A name as a member types it, and as its owner writes it.</summary>
/// <param name="Typed">As typed.</param>
/// <param name="Written">As written in the account.</param>
/// <param name="Kind">The kind of the difference.</param>
sealed record WrittenPair(string Typed, string Written, string Kind);

/// <summary>Whether the directory suggests a person whose name is typed in another way than it is written: by initials, with a title,
/// in another order. Around these people stand those of the demo data.</summary>
static class WrittenNames
{
    const int Shown = 20;
    const int Others = 5_000;

    /// <summary>Measures the recall by kind.</summary>
    public static async Task<Figures> MeasureAsync(ScenarioContext context, IReadOnlyList<WrittenPair> pairs, CancellationToken ct)
    {
        var schema = await context.Database.NewSchemaAsync(ct);
        ScenarioContext.Tell($"{Others:N0} people of the demo data around {pairs.Count} others");
        using var platform = await InProcessPlatform.OpenAsync(schema, context.At(small: 500, full: Others), ct, isLimited: false);
        var people = await AddAsync(schema.DataSource, platform, pairs, ct);

        var found = new List<(string Kind, bool IsFound, int Candidates)>();
        foreach (var (pair, id) in pairs.Zip(people))
        {
            var ids = await SuggestAsync(platform, people[0], pair.Typed, ct);
            found.Add((pair.Kind, ids.Contains(id), ids.Count));
            if (!ids.Contains(id))
                ScenarioContext.Tell($"missed: {pair.Typed} for {pair.Written} ({pair.Kind})");
        }

        return Print(context.Report, found);
    }

    static async Task<List<Guid>> AddAsync(
        Npgsql.NpgsqlDataSource dataSource, InProcessPlatform platform, IReadOnlyList<WrittenPair> pairs, CancellationToken ct)
    {
        await using var db = await dataSource.OpenConnectionAsync(ct);
        await using var tx = await db.BeginTransactionAsync(ct);
        var added = await platform.Get<AccountDirectory>().UpsertAsync(
            db, [.. pairs.Select((pair, i) => new NewAccount($"written{i}@example.org", pair.Written, 1990))], ct);
        await tx.CommitAsync(ct);
        return [.. added.Select(account => account.Id)];
    }

    static async Task<List<Guid>> SuggestAsync(InProcessPlatform platform, Guid viewer, string text, CancellationToken ct) =>
    [
        .. (await platform.CallAsync(viewer, "directory.v1/SuggestPeople", new { text, limit = Shown }, ct))
            .GetProperty("people").EnumerateArray().Select(person => person.GetProperty("userId").GetGuid()),
    ];

    static Figures Print(Report report, List<(string Kind, bool IsFound, int Candidates)> found)
    {
        var figures = new Figures();
        figures.Add("recall", found.Average(one => one.IsFound ? 1.0 : 0));
        figures.Add("avg_candidates", found.Average(one => one.Candidates));
        report.Table(
            $"{found.Count} names as they are typed; found among the first {Shown}", ["kind", "pairs", "recall", "suggested on average"],
            [.. found.GroupBy(one => one.Kind).Select(Row), Row(found.GroupBy(_ => "all").Single())]);
        return figures;
    }

    static string[] Row(IGrouping<string, (string Kind, bool IsFound, int Candidates)> of) =>
    [
        of.Key, $"{of.Count()}", of.Average(one => one.IsFound ? 1.0 : 0).ToString("0.000", CultureInfo.InvariantCulture),
        of.Average(one => one.Candidates).ToString("0.0", CultureInfo.InvariantCulture),
    ];
}
