using System.Text.Json;
using Bits.Platform.Accounts;
using Bits.Platform.Rpc;
using Microsoft.Extensions.DependencyInjection;

namespace Bits.Platform.Tests.Features.Directory;

/// <summary>A member who copies the directory is stopped at the limit of the day; one who uses it never meets the limit.</summary>
[Slow]
public sealed class ScrapingTests(TestPlatform platform) : IClassFixture<TestPlatform>, IAsyncLifetime
{
    const int People = 2_400;
    const int PageSize = 100;
    const int PeopleADay = 1_500; // the default

    static readonly string[] Names = ["Asha Rao", "Bikram Sen", "Chitra Iyer", "Divya Menon", "Esther Dias", "Farhan Khan", "Gita Pillai", "Hari Das"];

    ServiceProvider _services = null!;

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _services = platform.Build(("RateLimits:Enabled", "false"));
        await using var db = await platform.DataSource.OpenConnectionAsync(Ct);
        foreach (var part in Enumerable.Range(0, People).Chunk(800))
            await platform.Get<AccountDirectory>().UpsertAsync(
                db, [.. part.Select(i => new NewAccount($"scraped{i}@example.org", Names[i % Names.Length], 2000 + (i % 25)))], Ct);
    }

    public ValueTask DisposeAsync() => _services.DisposeAsync();

    [Fact]
    public async Task One_who_walks_the_directory_is_stopped_on_every_way_with_an_answer_that_names_the_remedy()
    {
        var walker = await platform.UserAsync("Walker");

        var (seen, fault) = await WalkAsync(walker, "directory.v1/ListPeople", "people", page => new { text = (string?)null, limit = PageSize, cursor = page });

        Assert.InRange(seen.Count, PeopleADay, PeopleADay + PageSize);
        Assert.Equal((FaultCode.ResourceExhausted, "people_a_day"), (fault.Code, fault.Reason));
        Assert.Contains("1,500 different people today", fault.Message, StringComparison.Ordinal);
        Assert.Contains("others open again after midnight UTC", fault.Message, StringComparison.Ordinal);

        var other = await platform.DataSource.ValueAsync<Guid>(
            "select user_id from directory_entry where is_listed and user_id <> $1 and user_id <> all($2) order by user_id desc limit 1", walker, seen.ToArray());
        Assert.Equal("people_a_day", await OutcomeAsync(walker, "directory.v1/GetProfile", new { userId = other }));
        Assert.Equal("ok", await OutcomeAsync(walker, "directory.v1/GetProfile", new { userId = seen.First() }));
        Assert.Equal("people_a_day", await OutcomeAsync(walker, "directory.v1/ExportPeople", new { batches = new[] { 2024 } }));
        Assert.Equal("people_a_day", await OutcomeAsync(walker, "search.v1/Search", new { text = "asha OR bikram OR chitra OR hari", surfaces = new[] { "directory" }, syntax = "web", limit = PageSize }));
        Assert.Equal("ok", await OutcomeAsync(walker, "search.v1/Search", new { text = "asha", surfaces = new[] { "feed", "groups" } }));
        Assert.Equal("ok", await OutcomeAsync(walker, "directory.v1/SuggestPeople", new { text = "asha" }));

        await platform.DataSource.SqlAsync("update directory_seen set day = day - 1 where user_id = $1", walker);
        Assert.Equal("ok", await OutcomeAsync(walker, "directory.v1/GetProfile", new { userId = other }));
    }

    [Fact]
    public async Task The_search_over_everything_is_no_way_around_the_limit()
    {
        var walker = await platform.UserAsync("Walker");
        var seen = new HashSet<Guid>();

        foreach (var name in Names)
        {
            var (found, fault) = await WalkAsync(walker, "search.v1/Search", "hits", page => new { text = name, surfaces = new[] { "directory" }, limit = PageSize, cursor = page }, "entityId");
            seen.UnionWith(found);
            if (fault is { Reason: "people_a_day" })
                break;
        }

        Assert.InRange(seen.Count, PeopleADay - PageSize, PeopleADay + PageSize);
    }

    [Fact]
    public async Task Calls_at_once_find_no_more_room_than_one_after_another()
    {
        var walker = await platform.UserAsync("Walker");
        var people = await platform.DataSource.ValueAsync<Guid[]>("select array_agg(user_id) from directory_entry where is_listed and user_id <> $1", walker);

        await Task.WhenAll(people.Chunk(PageSize).Select(page => TryCountAsync(walker, page)));

        Assert.InRange( // the page that reaches the limit is shown whole
            await platform.DataSource.ValueAsync<long>("select count(*) from directory_seen where user_id = $1", walker), PeopleADay, PeopleADay + PageSize);
    }

    [Fact]
    public async Task A_day_of_searching_opening_typing_and_connecting_is_never_stopped()
    {
        var member = await platform.UserAsync("Member");
        for (var search = 0; search < 24; search++)
        {
            var filter = new { text = Names[search % Names.Length].Split(' ')[0], batches = new[] { 2000 + search }, limit = 20 };
            for (var typed = 2; typed <= filter.text.Length; typed++)
                await CallAsync(member, "directory.v1/SuggestPeople", new { text = filter.text[..typed] });
            var found = (await CallAsync(member, "directory.v1/ListPeople", filter)).GetProperty("people");
            foreach (var person in found.EnumerateArray().Take(3))
                await CallAsync(member, "directory.v1/GetProfile", new { userId = person.GetProperty("userId").GetGuid() });
            if (found.GetArrayLength() > 0)
                await CallAsync(member, "directory.v1/RequestConnection", new { userId = found[0].GetProperty("userId").GetGuid() });
            await CallAsync(member, "search.v1/Search", new { text = filter.text, limit = 20 });
            await CallAsync(member, "directory.v1/ListConnections", new { view = "requested" });
        }

        Assert.InRange(
            await platform.DataSource.ValueAsync<long>("select count(*) from directory_seen where user_id = $1", member), 100, PeopleADay / 2);
    }

    // Reads page after page until there is none, or until the call is refused.
    async Task<(IReadOnlyCollection<Guid> Seen, FaultException Fault)> WalkAsync(
        Guid walker, string method, string list, Func<string?, object> request, string id = "userId")
    {
        var (seen, cursor) = (new HashSet<Guid>(), (string?)null);
        try
        {
            do
            {
                var page = await CallAsync(walker, method, request(cursor));
                seen.UnionWith(page.GetProperty(list).EnumerateArray().Select(person => Guid.Parse(person.GetProperty(id).GetString()!)));
                cursor = page.GetProperty("nextCursor").GetString();
            }
            while (cursor is not null);
        }
        catch (FaultException fault)
        {
            return (seen, fault);
        }

        return (seen, FaultException.NotFound("end", "The walk came to the end."));
    }

    async Task TryCountAsync(Guid walker, Guid[] people)
    {
        try
        {
            await _services.GetRequiredService<Bits.Platform.Features.Directory.PeopleSeen>().CountAsync(walker, people, Ct);
        }
        catch (FaultException)
        {
            // at the limit
        }
    }

    async Task<string> OutcomeAsync(Guid user, string method, object request)
    {
        try
        {
            await CallAsync(user, method, request);
            return "ok";
        }
        catch (FaultException fault)
        {
            return fault.Reason;
        }
    }

    Task<JsonElement> CallAsync(Guid user, string method, object request) => TestPlatform.CallAsync(_services, user, method, request);
}
