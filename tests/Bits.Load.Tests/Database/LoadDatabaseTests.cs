using Bits.Load.Database;

namespace Bits.Load.Tests.Database;

public sealed class LoadDatabaseTests(EmptyDatabase database) : IClassFixture<EmptyDatabase>
{
    static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_given_server_is_never_restarted_and_its_schemas_go_at_the_end()
    {
        const string schemas = "select count(*) from pg_namespace where nspname like 'bits\\_load%'";

        await using (var given = await LoadDatabase.OpenAsync(database.ConnectionString, Ct))
        {
            await given.NewSchemaAsync(Ct);
            Assert.Equal(1L, await database.DataSource.ValueAsync<long>(schemas));

            Assert.False(given.IsPrivate); // so a plan of faults leaves it out
            await Assert.ThrowsAsync<InvalidOperationException>(() => given.RestartAsync(Ct));
        }

        Assert.Equal(0L, await database.DataSource.ValueAsync<long>(schemas));
    }
}
