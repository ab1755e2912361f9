using Npgsql;

namespace Bits.Search.Tests;

/// <summary>Many documents at once: what the index puts off while they are written, and what is left of it.</summary>
public sealed class BulkTests(TestDatabase database) : SearchTestBase(database)
{
    const int MostPages = 70; // 512 kB, and what the last row brought

    [Theory]
    [InlineData(300)]
    [InlineData(2_500)]
    public async Task Little_is_left_for_searches_to_go_through(int count)
    {
        await WriteAsync(Documents(count));

        await using var clean = Database.DataSource.CreateCommand("select gin_clean_pending_list('search_document_words')");
        Assert.InRange((long)(await clean.ExecuteScalarAsync(Ct))!, 0, MostPages);
        Assert.Equal([$"{count - 1}"], await IdsAsync(Query($"only{count - 1}")));
    }

    [Fact]
    public async Task The_transaction_gets_its_own_memory_back()
    {
        await using var db = await Database.DataSource.OpenConnectionAsync(Ct);
        await using var transaction = await db.BeginTransactionAsync(Ct);
        await using (var set = new NpgsqlCommand("set local work_mem = '5MB'", db))
            await set.ExecuteNonQueryAsync(Ct);

        await Index.BulkUpsertAsync(db, Documents(1_500), Ct);

        await using var show = new NpgsqlCommand("select current_setting('work_mem')", db);
        Assert.Equal("5MB", await show.ExecuteScalarAsync(Ct));
    }

    // Planning the statement costs about as much as running it for one document.
    [Fact]
    public async Task One_document_after_another_is_planned_once()
    {
        var preparing = new NpgsqlConnectionStringBuilder(await Database.DirectAsync()) { MaxAutoPrepare = 20 };
        await using var dataSource = NpgsqlDataSource.Create(preparing);
        await using var db = await dataSource.OpenConnectionAsync(Ct);

        await WriteAsync(Documents(1_500));
        await using (var analyze = new NpgsqlCommand("analyze", db))
            await analyze.ExecuteNonQueryAsync(Ct);

        foreach (var document in Documents(30))
            await Index.UpsertAsync(db, document, Ct);

        await using var plans = new NpgsqlCommand(
            "select sum(generic_plans)::int from pg_prepared_statements where statement like '%insert into search_document %'", db);
        Assert.InRange((int)(await plans.ExecuteScalarAsync(Ct))!, 20, 30);
    }

    static SearchDocument[] Documents(int count) =>
    [
        .. Enumerable.Range(0, count).Select(number => Document(
            $"{number}", $"The story of number{number % 90}",
            $"only{number} {string.Join(' ', Enumerable.Range(0, 40).Select(i => $"word{(number * 31 + i * 17) % 5_000}"))}")),
    ];
}
