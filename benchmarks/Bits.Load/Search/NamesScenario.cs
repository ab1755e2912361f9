using System.CommandLine;
using System.Globalization;
using Bits.Load.Database;
using Bits.Load.Reporting;
using Bits.Platform;
using Bits.Search;

namespace Bits.Load.Search;

/// <summary>Whether a name is found in another spelling, and how many other names come with it.</summary>
/// <remarks>Every name is a person of one name in the directory; a search for one spelling has to find the person with
/// the other. Around the pairs stand the names of <c>data/names.txt</c> and, where they lie beside the file's folder, of
/// <c>india-people</c>. A file with a third column, the kind of the pair, has names of people as they are written: those are asked
/// of the directory (<see cref="WrittenNames"/>).</remarks>
sealed class NamesScenario : IScenario
{
    static readonly Argument<FileInfo> Pairs = new Argument<FileInfo>("FILE")
    {
        Description = "pairs of spellings: two names a line, a tab between them; a third column has the kind",
    }.AcceptExistingOnly();

    public string Name => "names";

    public string Description => "Spelling variants of Indian names: recall, and candidates for a name.";

    public IReadOnlyList<Argument> Arguments => [Pairs];

    public async Task<Figures> RunAsync(ScenarioContext context, CancellationToken ct)
    {
        var file = context.Parsed.GetValue(Pairs)!;
        var lines = (await File.ReadAllLinesAsync(file.FullName, ct)).Where(line => line.Contains('\t', StringComparison.Ordinal))
            .Select(line => line.Split('\t')).ToList();
        if (lines.Count == 0)
            throw new UsageException("FILE: no line has two names with a tab between them.");
        if (lines.TrueForAll(line => line.Length > 2))
            return await WrittenNames.MeasureAsync(context, [.. lines.Select(f => new WrittenPair(f[0].Trim(), f[1].Trim(), f[2].Trim()))], ct);

        var pairs = lines.Select(f => (One: f[0].Trim(), Other: f[1].Trim())).ToList();
        var names = pairs.SelectMany(p => new[] { p.One, p.Other }).Concat(Around(file))
            .Select(name => name.ToLowerInvariant()).Where(name => name.All(char.IsAsciiLetter)).ToHashSet();
        var schema = await context.Database.NewSchemaAsync(ct);
        await FillAsync(schema, names, ct);

        return await MeasureAsync(context, new(schema), pairs, names.Count, ct);
    }

    static async Task FillAsync(LoadSchema schema, IReadOnlyCollection<string> names, CancellationToken ct)
    {
        ScenarioContext.Tell($"{names.Count:N0} names");
        await SearchSchema.MigrateAsync(schema.DataSource, Surfaces.ForIndex, ct);
        await using var db = await schema.DataSource.OpenConnectionAsync(ct);
        await new Indexer().BulkUpsertAsync(
            db, [.. names.Select(name => new SearchDocument(Surfaces.Directory, name, name, "", [AudienceTags.Institute]))], ct);
        await new SearchMaintenance(new() { PublicTags = [AudienceTags.Institute] }).RefreshStatisticsAsync(db, ct);
    }

    static async Task<Figures> MeasureAsync(
        ScenarioContext context, CollectionSearch search, List<(string One, string Other)> pairs, int names, CancellationToken ct)
    {
        var (hits, candidates) = (0, new List<int>());
        foreach (var (one, other) in pairs)
        {
            var found = await search.FindAsync(one, depth: 1_000, ct, Surfaces.Directory);
            candidates.Add(found.Count);
            hits += found.Contains(other.ToLowerInvariant()) ? 1 : 0;
        }

        candidates.Sort();
        var figures = new Figures();
        figures.Add("recall", (double)hits / pairs.Count);
        figures.Add("avg_candidates", candidates.Average());
        figures.Add("p95_candidates", candidates[(int)(candidates.Count * 0.95)]);
        context.Report.Table(
            $"{pairs.Count} pairs among {names:N0} names", ["recall", "candidates on average", "95 % have at most"],
            [[((double)hits / pairs.Count).ToString("0.000", CultureInfo.InvariantCulture), candidates.Average().ToString("0.0", CultureInfo.InvariantCulture), $"{candidates[(int)(candidates.Count * 0.95)]}"]]);
        return figures;
    }

    static IEnumerable<string> Around(FileInfo file)
    {
        var people = new DirectoryInfo(Path.Combine(file.Directory!.FullName, "..", "india-people"));
        return people.Exists
            ? people.EnumerateFiles("*_names.tsv").SelectMany(f => File.ReadLines(f.FullName)).Select(line => line.Split('\t')[0])
            : File.ReadLines(Path.Combine(AppContext.BaseDirectory, "data", "names.txt"));
    }
}
