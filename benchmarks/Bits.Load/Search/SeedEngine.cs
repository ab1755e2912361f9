using Bits.Load.Database;

namespace Bits.Load.Search;

/// <summary>What one would write first: a GIN over the words, the overlap of tags, <c>ts_rank</c>, all in one statement.
/// </summary>
sealed class SeedEngine(LoadSchema schema) : ISearchEngine
{
    sealed record Place(float Rank, long Id);

    /// <summary>Makes its table of ours.</summary>
    public static async Task<SeedEngine> CreateAsync(LoadSchema schema, CancellationToken ct)
    {
        await schema.ExecuteAsync(
            """
            create table seed_document as
            select d.id, d.surface, d.entity_id, d.title, b.body, d.audience_tags,
                   setweight(to_tsvector('english', d.title), 'A') || setweight(to_tsvector('english', b.body), 'B') as tsv
            from search_document d join search_body b on b.document_id = d.id
            """, [], ct);
        await schema.ExecuteAsync("alter table seed_document add primary key (id)", [], ct);
        await schema.ExecuteAsync("create index on seed_document using gin (tsv) with (fastupdate = off)", [], ct);
        await schema.ExecuteAsync("vacuum analyze seed_document", [], ct);
        return new(schema);
    }

    /// <inheritdoc />
    public async Task<(int Hits, object? Next)> PageAsync(SearchQuestion question, object? after, CancellationToken ct)
    {
        const string sql = """
            select id, title, ts_rank(tsv, q) as rank
            from to_tsquery('english', $1) as q, seed_document
            where tsv @@ q and audience_tags && $2 and ($3::text is null or surface = $3)
              and ($4::real is null or (ts_rank(tsv, q), id) < ($4, $5))
            order by rank desc, id desc
            limit 20
            """;

        var text = string.Join(question.IsAny ? " | " : " & ", question.Words) + (question.IsPrefix ? ":*" : "");
        await using var command = schema.DataSource.CreateCommand(sql);
        foreach (var value in new object?[]
            {
                text, question.Tags.Select(tag => tag.Value).ToArray(), question.IsName ? "directory" : null,
                (after as Place)?.Rank, (after as Place)?.Id,
            })
            command.Parameters.Add(new() { Value = value ?? DBNull.Value });

        await using var reader = await command.ExecuteReaderAsync(ct);
        var (hits, last) = (0, (Place?)null);
        for (; await reader.ReadAsync(ct); hits++)
            last = new(reader.GetFloat(2), reader.GetInt64(0));

        return (hits, hits == SearchQuestion.PageSize ? last : null);
    }

    /// <inheritdoc />
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
