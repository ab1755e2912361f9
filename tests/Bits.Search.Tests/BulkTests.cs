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

    static SearchDocument[] Documents(int count) =>
    [
        .. Enumerable.Range(0, count).Select(number => Document(
            $"{number}", $"The story of number{number % 90}",
            $"only{number} {string.Join(' ', Enumerable.Range(0, 40).Select(i => $"word{(number * 31 + i * 17) % 5_000}"))}")),
    ];
}
