using Bits.Platform.Accounts;
using Bits.Platform.Features.Mentorship.Programmes;
using Bits.Platform.Features.People;
using Bits.Platform.Rpc;
using Bits.Platform.Texts;
using Bits.Shared;

namespace Bits.Platform.Features.Mentorship.Applications;

/// <summary>Lists the mentors of a programme, so that mentees can rank them. Shows what the form says: about, topics, languages,
/// city and time zone.</summary>
[Rpc(
    "mentorship.v1/ListMentors", MentorshipCapabilities.View, Reads = true,
    Example = """{"programmeId":"0198c1d2-7d3a-7c41-9f0e-3a5b8e6d2f10","topic":"Careers","limit":20}""",
    Answer = """{"mentors":[{"userId":"0198c1d2-7d3a-7c41-9f0e-3a5b8e6d2f11","name":"Divya","about":"Twenty years of grids.","topics":["Careers"],"languages":["English"],"city":"Chennai","timeZone":"Asia/Kolkata","hasPlaces":true}],"nextCursor":null}""")]
public sealed class ListMentors(ProgrammeGate gate, AccountDirectory accounts, Blocks blocks) : IRpc<ListMentors.Request, ListMentors.Response>
{
    const int SearchPage = 2_000;

    /// <summary>The page to list.</summary>
    /// <param name="ProgrammeId">The programme.</param>
    /// <param name="Topic">A topic; null for all.</param>
    /// <param name="Limit">The maximum page size, 1 to 100.</param>
    /// <param name="Cursor">The nextCursor of the previous page; null for the first page.</param>
    /// <param name="Name">Beginnings of words of the name; null for all.</param>
    public sealed record Request(
        Guid ProgrammeId, [property: Text(60, TextKind.Line)] string? Topic = null, [property: PageSize] int Limit = 20,
        [property: PageCursor] string? Cursor = null, [property: Text(120, TextKind.Line)] string? Name = null);

    /// <summary>A page.</summary>
    /// <param name="Mentors">The mentors.</param>
    /// <param name="NextCursor">The cursor of the next page; null on the last page.</param>
    public sealed record Response(IReadOnlyList<Item> Mentors, string? NextCursor);

    /// <summary>A mentor.</summary>
    /// <param name="UserId">The user.</param>
    /// <param name="Name">The name; null when the account is gone.</param>
    /// <param name="About">A few words.</param>
    /// <param name="Topics">The topics.</param>
    /// <param name="Languages">The languages.</param>
    /// <param name="City">The city; null when not stated.</param>
    /// <param name="TimeZone">The time zone; null when not stated.</param>
    /// <param name="HasPlaces">Whether a place is left.</param>
    public sealed record Item(
        Guid UserId, string? Name, string About, IReadOnlyList<string> Topics, IReadOnlyList<string> Languages, string? City,
        string? TimeZone, bool HasPlaces);

    readonly record struct Place(Guid UserId);

    /// <inheritdoc />
    public async Task<Response> HandleAsync(Request request, RpcContext call, CancellationToken ct)
    {
        await gate.RequireVisibleAsync(call, request.ProgrammeId, ct);
        var after = call.Cursors.Read<Place>(request.Cursor)?.UserId ?? Guid.Empty;
        Guid[] hidden = [.. await blocks.ListEitherAsync(call.Db, call.Caller.UserId, ct)];
        var page = WordPrefixes.AsQuery(request.Name) is { } words
            ? await SearchAsync(call, request, hidden, words, after, ct)
            : await ListAsync(call, request, hidden, after, request.Limit, ct);
        var names = await accounts.ListNamesAsync(call.Db, await accounts.ListEnabledAsync(call.Db, [.. page.Select(a => a.UserId)], ct), ct);

        return new(
            [
                .. page.Where(a => names.ContainsKey(a.UserId)).Select(a => new Item(
                    a.UserId, names[a.UserId], a.About, a.Topics, a.Languages, a.City, a.TimeZone, a.Taken < a.Capacity)),
            ],
            call.Cursors.Next(page, request.Limit, a => new Place(a.UserId)));
    }

    // Names are of accounts and applications of programmes: neither index holds both, so mentors are read in large pages.
    static async Task<IReadOnlyList<Application>> SearchAsync(
        RpcContext call, Request request, Guid[] hidden, string words, Guid after, CancellationToken ct)
    {
        var found = new List<Application>();
        for (var page = SearchPage; page == SearchPage && found.Count < request.Limit;)
        {
            var mentors = await ListAsync(call, request, hidden, after, SearchPage, ct);
            var matching = await AccountDirectory.ListMatchingAsync(call.Db, mentors.Select(m => m.UserId), words, ct);
            found.AddRange(mentors.Where(m => matching.Contains(m.UserId)));
            (page, after) = (mentors.Count, mentors.Count > 0 ? mentors[^1].UserId : after);
        }

        return [.. found.Take(request.Limit)];
    }

    static Task<List<Application>> ListAsync(RpcContext call, Request request, Guid[] hidden, Guid after, int limit, CancellationToken ct)
    {
        const string sql = $"""
            select {Application.Columns}
            from mentorship_application a
            where a.programme_id = $1 and a.user_id > $2 and a.role = 'mentor' and a.state = 'submitted'
              and ($3::text is null or a.topics @> array[$3]) and a.user_id <> all($4)
            order by a.user_id
            limit $5
            """;

        return call.Db.QueryAsync(sql, [request.ProgrammeId, after, request.Topic, hidden, limit], Application.Read, ct);
    }
}
