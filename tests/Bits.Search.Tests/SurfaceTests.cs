namespace Bits.Search.Tests;

/// <summary>The host names its surfaces; the database refuses others.</summary>
public sealed class SurfaceTests(EmptyDatabase database) : IClassFixture<EmptyDatabase>, IAsyncLifetime
{
    static readonly AudienceTag Everyone = new("everyone");

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() =>
        await database.DataSource.SqlAsync("drop schema public cascade; create schema public");

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task Surfaces_are_added_once_by_eight_at_once_and_none_is_taken_away()
    {
        var surfaces = new SearchSurface[] { new("products"), new("people") { TitlesAreNames = true } };
        var applied = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => SearchSchema.MigrateAsync(database.DataSource, surfaces, Ct)));
        var names = applied.SelectMany(name => name).ToList();

        Assert.Equal(names.Distinct(), names);
        Assert.Contains("search/surface products", names);
        Assert.Empty(await SearchSchema.MigrateAsync(database.DataSource, [new("products")], Ct));
        Assert.Equal(["search/surface people"], await SearchSchema.ListMissingAsync(database.DataSource, [new("products"), new("people")], Ct));
        Assert.Equal(2L, await database.DataSource.ValueAsync<long>("select count(*) from search_surface"));
    }

    [Fact]
    public async Task A_surface_of_the_host_is_indexed_and_searched_and_another_is_refused_by_name()
    {
        await SearchSchema.MigrateAsync(database.DataSource, [new("products"), new("people") { TitlesAreNames = true }], Ct);
        await using var db = await database.DataSource.OpenConnectionAsync(Ct);
        var (index, searcher) = (new Indexer(), new Searcher(database.DataSource));

        await index.UpsertAsync(db, new("products", "1", "Folding kayak", "", [Everyone]), Ct);
        var page = await searcher.SearchAsync(new("kayak", [Everyone]) { Surfaces = ["products"], Facets = true }, Ct);
        var refused = await Assert.ThrowsAsync<InvalidArgumentException>(
            () => index.UpsertAsync(db, new("product", "2", "Paddle", "", [Everyone]), Ct));
        var asked = await Assert.ThrowsAsync<InvalidArgumentException>(
            () => searcher.SearchAsync(new("kayak", [Everyone]) { Surfaces = ["product"] }, Ct));

        Assert.Equal("1", Assert.Single(page.Hits).EntityId);
        Assert.Equal(1, page.Facets!["products"].Value);
        Assert.Equal("surface", refused.Field);
        Assert.Equal(
            "'product' is not a known surface. Use one of people, products, or add it with SearchSchema.MigrateAsync.",
            refused.Problem);
        Assert.Equal(refused.Message, asked.Message);
    }

    [Fact]
    public async Task The_table_refuses_a_surface_that_nobody_named()
    {
        await SearchSchema.MigrateAsync(database.DataSource, [new("products")], Ct);

        var e = await Assert.ThrowsAsync<Npgsql.PostgresException>(() => database.DataSource.SqlAsync("""
            insert into search_document (surface, entity_id, title, audience_tags, length, content_hash, index_version, tsv)
            values ('product', '1', '', '{}', 0, '', 1, '')
            """));

        Assert.Equal("search_document_surface_is_known", e.ConstraintName);
    }

    [Theory]
    [InlineData("")]
    [InlineData("two words")]
    [InlineData("Products")]
    [InlineData("9lives")]
    [InlineData("a17")]
    [InlineData("b0")]
    [InlineData("products\n")]
    public void A_name_that_the_index_cannot_take_is_refused(string name)
    {
        var e = Assert.Throws<InvalidArgumentException>(() => new SearchSurface(name));

        Assert.Contains("is not the name of a surface", e.Message, StringComparison.Ordinal);
    }
}
