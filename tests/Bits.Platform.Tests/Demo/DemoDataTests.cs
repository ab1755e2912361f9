using Bits.Platform.Demo;

namespace Bits.Platform.Tests.Demo;

public sealed class DemoDataTests(TestPlatform platform) : IClassFixture<TestPlatform>
{
    static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Seeding_twice_gives_the_same_network_and_adds_nothing()
    {
        const string counts = """
            select concat_ws('|',
                (select count(*) from accounts_user), (select count(*) from memberships_membership),
                (select count(*) from groups_group), (select count(*) from posts_post),
                (select count(*) from search_document), (select count(*) from directory_profile),
                (select count(*) from directory_connection), (select count(*) from notifications_notification where kind = 'directory.request_connection'))
            """;
        var demo = platform.Get<DemoData>();
        Assert.False(await demo.IsThereAsync(500, Ct));
        Assert.Empty(await demo.ListPeopleAsync(Ct));

        await demo.SeedAsync(500, progress: null, Ct);
        var first = await platform.DataSource.ValueAsync<string>(counts);
        await platform.DrainAsync();
        await demo.SeedAsync(500, progress: null, Ct);

        Assert.True(await demo.IsThereAsync(500, Ct));
        Assert.Equal(["asha", "bikram", "chitra", "divya", "esther"], (await demo.ListPeopleAsync(Ct)).Select(person => person.Username));
        Assert.Equal(first, await platform.DataSource.ValueAsync<string>(counts));
        Assert.StartsWith("500|", first, StringComparison.Ordinal);
        Assert.True(await platform.DataSource.ValueAsync<long>("select count(*) from notifications_delivery") > 100);
    }

    [Fact]
    public void The_people_are_always_the_same_and_nobody_twice()
    {
        var people = DemoPeople.Take(20_000).ToList();

        Assert.Equal(people.Take(100), DemoPeople.Take(100));
        Assert.Equal(20_000, people.Select(p => p.Account.Email).Distinct().Count());
        Assert.Equal("asha@demo.bits.example", people[0].Account.Email);
        Assert.Contains(people, p => p.Account.Name.Any(c => c > 0x7f));
    }
}
