using Bits.Platform.Features.Directory.Finding;
using Bits.Platform.Rpc;

namespace Bits.Platform.Features.Directory;

/// <summary>What a call looks for.</summary>
/// <param name="Text">Words; null for all people.</param>
/// <param name="Chosen">The chosen values of facets.</param>
/// <param name="Within">The relation that people must have.</param>
/// <param name="After">The last person of the previous page.</param>
/// <param name="Limit">The page size.</param>
/// <param name="CountsFacets">Whether to count the values of facets.</param>
sealed record Wanted(
    string? Text, IReadOnlyDictionary<Facet, IReadOnlyList<string>> Chosen, Relation Within, PersonPlace? After, int Limit,
    bool CountsFacets)
{
    /// <summary>Gets whether more than the text narrows the people.</summary>
    public bool IsFiltered => Chosen.Count > 0 || Within != Relation.None;

    /// <summary>Returns the search for a text among all people.</summary>
    public static Wanted OfText(string text) =>
        new(text, new Dictionary<Facet, IReadOnlyList<string>>(), Relation.None, After: null, Limit: 1, CountsFacets: false);
}

/// <summary>Finds people for a call, and counts whom the caller sees.</summary>
public sealed class DirectoryFinder(DirectorySearch search, PeopleReader people, PeopleSeen seen)
{
    /// <summary>Finds a page of people and what they show.</summary>
    /// <exception cref="FaultException">The caller has seen as many people as one may in a day.</exception>
    internal async Task<(DirectoryFound Found, IReadOnlyList<PersonRow> People)> FindAsync(
        RpcContext call, Wanted wanted, CancellationToken ct)
    {
        var answer = await Snapshot.ReadAsync(
            call.Db, async () =>
            {
                var found = await FindInSnapshotAsync(call, wanted, ct);
                return (found, await people.ListInSnapshotAsync(call.Db, call.Caller.UserId, [.. found.People.Select(p => p.Id)], ct));
            }, ct);

        await seen.CountAsync(call.Caller.UserId, [.. answer.found.People.Select(place => place.Id)], ct);
        return answer;
    }

    /// <summary>Finds a page of people in the snapshot of the open transaction, uncounted. Words that no person has together are
    /// read as another form of a name: see <see cref="NameForms"/>.</summary>
    internal async Task<DirectoryFound> FindInSnapshotAsync(RpcContext call, Wanted wanted, CancellationToken ct)
    {
        var found = await FindAsTypedAsync(call, wanted, ct);
        return found.Total == 0 && wanted.Text is { } text && await ChooseFormAsync(call, text, wanted.IsFiltered, ct) is { } form
            ? await FindAsTypedAsync(call, wanted with { Text = form }, ct)
            : found;
    }

    // The form is chosen without the filters, so that each of them narrows the same people. Only a filter may have left out
    // those with the text as it is.
    async Task<string?> ChooseFormAsync(RpcContext call, string text, bool isFiltered, CancellationToken ct)
    {
        string[] forms = [.. NameForms.Of(text)];
        foreach (var form in isFiltered && forms.Length > 0 ? forms.Prepend(text) : forms)
            if ((await FindAsTypedAsync(call, Wanted.OfText(form), ct)).Total > 0)
                return form == text ? null : form;
        return null;
    }

    async Task<DirectoryFound> FindAsTypedAsync(RpcContext call, Wanted wanted, CancellationToken ct)
    {
        var words = await search.ReadWordsAsync(call.Db, wanted.Text, ct);
        return wanted.Text is not null && words.Count == 0
            ? new([], 0, []) // signs alone are no word
            : await search.FindAsync(
                call.Db, call.Caller.UserId,
                new(words, wanted.Chosen, wanted.Within, wanted.After, wanted.Limit, wanted.CountsFacets), ct);
    }
}
