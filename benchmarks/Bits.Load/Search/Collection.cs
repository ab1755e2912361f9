using System.Globalization;
using System.IO.Compression;
using System.Text.Json;

namespace Bits.Load.Search;

/// <summary>A document of a collection.</summary>
sealed record CollectionDocument(string Id, string Title, string Body);

/// <summary>Documents, queries, and what people judged to be relevant.</summary>
/// <param name="Documents">The documents.</param>
/// <param name="Queries">The text of each query.</param>
/// <param name="Grades">Query, document, grade; above 0.</param>
sealed record Collection(
    IReadOnlyList<CollectionDocument> Documents, IReadOnlyDictionary<string, string> Queries,
    ILookup<string, (string Document, int Grade)> Grades)
{
    /// <summary>The relevant documents of a query and how relevant they are.</summary>
    public IReadOnlyDictionary<string, int> Judged(string query) =>
        Grades[query].DistinctBy(g => g.Document).ToDictionary(g => g.Document, g => g.Grade);

    /// <summary>Reads a folder.</summary>
    /// <exception cref="UsageException">A file is not there or not of its form.</exception>
    public static async Task<Collection> ReadAsync(DirectoryInfo folder, CancellationToken ct)
    {
        try
        {
            var queries = await File.ReadAllLinesAsync(Path.Combine(folder.FullName, "queries.tsv"), ct);
            var grades = await File.ReadAllLinesAsync(Path.Combine(folder.FullName, "qrels.tsv"), ct);
            return new(
                await ReadDocumentsAsync(Path.Combine(folder.FullName, "docs.jsonl.gz"), ct),
                queries.Select(line => line.Split('\t', 2)).ToDictionary(f => f[0], f => f[1]),
                grades.Select(line => line.Split('\t')).Select(f => (Query: f[0], Document: f[1], Grade: int.Parse(f[2], CultureInfo.InvariantCulture)))
                    .Where(g => g.Grade > 0).ToLookup(g => g.Query, g => (g.Document, g.Grade)));
        }
        catch (Exception e) when (e is IOException or FormatException or IndexOutOfRangeException or JsonException or KeyNotFoundException)
        {
            throw new UsageException($"DIR: {e.Message}");
        }
    }

    static async Task<List<CollectionDocument>> ReadDocumentsAsync(string file, CancellationToken ct)
    {
        await using var packed = File.OpenRead(file);
        await using var unpacked = new GZipStream(packed, CompressionMode.Decompress);
        using var reader = new StreamReader(unpacked);

        var documents = new List<CollectionDocument>();
        while (await reader.ReadLineAsync(ct) is { Length: > 0 } line)
        {
            using var json = JsonDocument.Parse(line);
            documents.Add(new(Text(json, "id"), Text(json, "title"), Text(json, "body")));
        }

        return documents;
    }

    static string Text(JsonDocument json, string name) =>
        json.RootElement.GetProperty(name) is { ValueKind: JsonValueKind.String } text ? text.GetString()! : $"{json.RootElement.GetProperty(name)}";
}
