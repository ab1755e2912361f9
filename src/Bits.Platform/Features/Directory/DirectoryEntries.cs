using System.Runtime.CompilerServices;
using Bits.Membership;
using Bits.Platform.Accounts;
using Bits.Platform.Maintenance;
using Bits.Search;
using Bits.Shared;
using Npgsql;

namespace Bits.Platform.Features.Directory;

/// <summary>Keeps the entries of the directory, and the documents of people in the index, equal to accounts and profiles. Every
/// change of either calls it in its own transaction.</summary>
public sealed class DirectoryEntries(Indexer index, SearchWords words) : IAccountFollower, ISearchOwner
{
    const int PageSize = 1_000;

    /// <inheritdoc />
    public string Surface => Surfaces.Directory;

    /// <summary>Writes the entries of people again. Waits for others who write the same entries, so that the last to commit has
    /// read what all have written.</summary>
    public async Task FollowAsync(NpgsqlConnection db, IReadOnlyCollection<Guid> accounts, CancellationToken ct)
    {
        if (accounts.Count == 0)
            return;

        await LockAsync(db, accounts, ct);
        var entries = await ComposeAsync(db, accounts, ct);
        await WriteAsync(db, entries, ct);
        await index.BulkUpsertAsync(db, [.. entries.Where(entry => entry.IsListed).Select(AsDocument)], ct);
        foreach (var gone in entries.Where(entry => !entry.IsListed))
            await index.DeleteAsync(db, Surfaces.Directory, gone.UserId.ToString(), ct);
    }

    /// <inheritdoc />
    public async IAsyncEnumerable<SearchDocument> ListAsync(NpgsqlConnection db, [EnumeratorCancellation] CancellationToken ct)
    {
        const string sql = "select user_id from directory_entry where user_id > $1 and is_listed order by user_id limit $2";

        for (var (page, after) = (PageSize, Guid.Empty); page == PageSize;)
        {
            var people = await db.QueryAsync(sql, [after, PageSize], row => row.GetGuid(0), ct);
            foreach (var entry in await ComposeAsync(db, people, ct))
                if (entry.IsListed)
                    yield return AsDocument(entry);
            (page, after) = (people.Count, people.Count > 0 ? people[^1] : after);
        }
    }

    /// <inheritdoc />
    public async Task<IReadOnlyDictionary<string, HitFacts>> DescribeAsync(
        NpgsqlConnection db, IReadOnlyCollection<string> entityIds, CancellationToken ct)
    {
        var ids = entityIds.Select(id => Guid.TryParse(id, out var person) ? person : default).Where(id => id != default);
        return (await AccountDirectory.ListOverviewsAsync(db, [.. ids], ct)).ToDictionary(
            account => account.Account.Id.ToString(),
            account => new HitFacts(
                account.Account.Batch is { } batch ? Scope.Batch(batch) : null, account.CreatedAt, $"/people/{account.Account.Id}"));
    }

    async Task<IReadOnlyList<DirectoryEntry>> ComposeAsync(NpgsqlConnection db, IReadOnlyCollection<Guid> people, CancellationToken ct)
    {
        var reader = await words.ReadAsync(db, ct);
        var accounts = await AccountDirectory.ListOverviewsAsync(db, people, ct);
        var profiles = await Profile.ListAsync(db, people, ct);
        return [.. accounts.Select(account => DirectoryEntry.Of(account, profiles[account.Account.Id], reader))];
    }

    static async Task LockAsync(NpgsqlConnection db, IReadOnlyCollection<Guid> people, CancellationToken ct)
    {
        const string create = """
            insert into directory_entry (user_id, name, name_key, words, facets, is_listed)
            select id, '', '', '{}', '{}', false from unnest($1::uuid[]) as n (id) order by id
            on conflict do nothing
            """;
        const string hold = "select count(*) from (select from directory_entry where user_id = any($1) order by user_id for update) as held";

        await db.ExecuteAsync(create, [people.ToArray()], ct);
        await db.ExecuteAsync(hold, [people.ToArray()], ct);
    }

    // Arrays of different lengths: each entry is a statement of its own, all of them one round trip.
    static async Task WriteAsync(NpgsqlConnection db, IReadOnlyList<DirectoryEntry> entries, CancellationToken ct)
    {
        const string sql = """
            update directory_entry
            set name = $2, name_key = $3, batch = $4, words = $5, facets = $6, is_listed = $7, xid = pg_current_xact_id()
            where user_id = $1
              and (name, name_key, batch, words, facets, is_listed) is distinct from ($2, $3, $4, $5, $6, $7)
            """;

        await using var batch = new NpgsqlBatch(db);
        foreach (var entry in entries)
        {
            var command = new NpgsqlBatchCommand(sql);
            command.Parameters.AddAll(
            [
                entry.UserId, entry.Name, entry.NameKey, entry.Batch, entry.Words.ToArray(), entry.Facets.ToArray(), entry.IsListed,
            ]);
            batch.BatchCommands.Add(command);
        }

        await batch.ExecuteNonQueryAsync(ct);
    }

    // The general search knows a person by what everyone may see.
    static SearchDocument AsDocument(DirectoryEntry entry) =>
        new(Surfaces.Directory, entry.UserId.ToString(), entry.Name, entry.PublicText, [AudienceTags.Institute])
        {
            AuthorId = entry.UserId,
        };
}
