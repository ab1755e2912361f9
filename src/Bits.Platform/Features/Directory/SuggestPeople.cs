using Bits.Platform.Accounts;
using Bits.Platform.Rpc;
using Bits.Platform.Texts;

namespace Bits.Platform.Features.Directory;

/// <summary>Suggests people while a name is typed. Shows what every member sees of everyone: name, batch, campus.</summary>
[Rpc(
    "directory.v1/SuggestPeople", DirectoryCapabilities.Read, Reads = true,
    Example = """{"text":"ash"}""",
    Answer = """{"people":[{"userId":"0198c1d2-7d3a-7c41-9f0e-3a5b8e6d2f11","name":"Asha Rao","batch":2018,"campus":"goa"}]}""")]
public sealed class SuggestPeople(DirectoryFinder finder) : IRpc<SuggestPeople.Request, SuggestPeople.Response>
{
    /// <summary>What is typed.</summary>
    /// <param name="Text">Words, the last one perhaps unfinished.</param>
    /// <param name="Limit">The maximum number, 1 to 20.</param>
    public sealed record Request(
        [property: Text(120, TextKind.Query)] string Text,
        [property: System.ComponentModel.DataAnnotations.Range(1, 20, ErrorMessage = "must be 1 to 20.")] int Limit = 8);

    /// <summary>The people.</summary>
    /// <param name="People">The best match first, then the nearest.</param>
    public sealed record Response(IReadOnlyList<Item> People);

    /// <summary>A person.</summary>
    /// <param name="UserId">The person.</param>
    /// <param name="Name">The name.</param>
    /// <param name="Batch">The year of graduation; null without one.</param>
    /// <param name="Campus">The campus, in lower case; null when unknown.</param>
    public sealed record Item(Guid UserId, string Name, int? Batch, string? Campus);

    static readonly IReadOnlyDictionary<Facet, IReadOnlyList<string>> NoFilter = new Dictionary<Facet, IReadOnlyList<string>>();

    /// <inheritdoc />
    public Task<Response> HandleAsync(Request request, RpcContext call, CancellationToken ct) => Snapshot.ReadAsync(
        call.Db, async () =>
        {
            var wanted = new Wanted(request.Text, NoFilter, Relation.None, After: null, request.Limit, CountsFacets: false);
            var found = await finder.FindInSnapshotAsync(call, wanted, ct);
            var ids = found.People.Select(place => place.Id).ToList();
            var accounts = (await AccountDirectory.ListOverviewsAsync(call.Db, ids, ct)).ToDictionary(account => account.Account.Id);

            return new Response(
            [
                .. ids.Where(accounts.ContainsKey).Select(id => accounts[id])
                    .Select(a => new Item(a.Account.Id, a.Account.Name, a.Account.Batch, a.Campus)),
            ]);
        }, ct);
}
