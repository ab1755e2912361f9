using System.Globalization;
using Bits.Platform.Accounts;
using Bits.Platform.Features.Directory.Finding;
using Bits.Platform.Features.Directory.Verifying;
using Bits.Shared;
using Npgsql;

namespace Bits.Platform.Features.Directory.Claiming;

/// <summary>A person who may be the claimant.</summary>
/// <param name="UserId">The person.</param>
/// <param name="Name">The name.</param>
/// <param name="Batch">The year of graduation; null without one.</param>
/// <param name="Campus">The campus, in lower case; null when unknown.</param>
/// <param name="Email">The address of the account.</param>
/// <param name="CreatedAt">Since when the account exists.</param>
/// <param name="LastSignInAt">The latest sign-in that is on record; null for none.</param>
/// <param name="Level">The strongest verification; null for none.</param>
/// <param name="HasPlatformRole">Whether the account has a role on the platform: only an administrator may move it.</param>
/// <param name="ClaimedAt">When a claim last gave the account its address, in the last 30 days; null for none.</param>
/// <param name="SharesName">Whether all words of the claimed name are in the name, or sound like it.</param>
/// <param name="SharesBatch">Whether the batch is the claimed one.</param>
public sealed record ClaimCandidate(
    Guid UserId, string Name, int? Batch, string? Campus, string Email, DateTimeOffset CreatedAt, DateTimeOffset? LastSignInAt,
    VerificationLevel? Level, bool HasPlatformRole, DateTimeOffset? ClaimedAt, bool SharesName, bool SharesBatch);

/// <summary>Suggests whom a claimant may be: people of the batch with a word of the name, and people of other batches with all of
/// them.</summary>
public sealed class ClaimCandidates(DirectorySearch search, Verifications verifications)
{
    const int MaxEach = 6;

    /// <summary>Lists the most likely people first.</summary>
    internal async Task<IReadOnlyList<ClaimCandidate>> ListAsync(NpgsqlConnection db, string name, int batch, CancellationToken ct)
    {
        var words = await search.ReadWordsAsync(db, name, ct);
        if (words.Count == 0)
            return [];

        var found = await FindAsync(db, words, batch, ct);
        var ids = found.Select(one => one.Id).ToList();
        var accounts = (await AccountDirectory.ListOverviewsAsync(db, ids, ct)).ToDictionary(account => account.Account.Id);
        var signIns = await Sessions.ListLatestAsync(db, ids, ct);
        var verified = await verifications.ListAsync(db, ids, ct);
        var claimed = await ListClaimedAsync(db, ids, ct);

        return [.. found.Where(one => accounts.ContainsKey(one.Id)).Select(Candidate)];

        ClaimCandidate Candidate((Guid Id, bool SharesName) one)
        {
            var account = accounts[one.Id];
            return new(
                one.Id, account.Account.Name, account.Account.Batch, account.Campus, account.Account.Email, account.CreatedAt,
                signIns.TryGetValue(one.Id, out var at) ? at : null, verified.GetValueOrDefault(one.Id)?.Level,
                account.Account.PlatformRole is not null, claimed.TryGetValue(one.Id, out var claim) ? claim : null, one.SharesName, account.Account.Batch == batch);
        }
    }

    // Approved claims are kept for 30 days.
    static async Task<Dictionary<Guid, DateTimeOffset>> ListClaimedAsync(
        NpgsqlConnection db, IReadOnlyCollection<Guid> people, CancellationToken ct)
    {
        const string sql = "select person_id, max(decided_at) from directory_claim where person_id = any($1) group by person_id";

        return (await db.QueryAsync(sql, [people.ToArray()], row => (row.GetGuid(0), row.GetFieldValue<DateTimeOffset>(1)), ct))
            .ToDictionary();
    }

    static Task<List<(Guid Id, bool SharesName)>> FindAsync(
        NpgsqlConnection db, IReadOnlyList<QueryWord> words, int batch, CancellationToken ct)
    {
        // Both are looked up in the index, whatever the name: one letter of it begins the names of half of all people.
        const string sql = """
            select user_id, terms @@ $2::tsquery
            from directory_entry
            where is_listed and (terms @@ $1::tsquery or terms @@ $2::tsquery)
            order by (terms @@ $2::tsquery)::int + (batch is not distinct from $3)::int desc,
                     (terms @@ $2::tsquery) desc,
                     (select count(*) from unnest($4::text[]) as n (word) where word = any(words)) desc,
                     name_key, user_id
            limit $5
            """;

        var ofBatch = DirectoryEntry.LexemeOf(Audience.Everyone, Facet.Batch, batch.ToString(CultureInfo.InvariantCulture));
        var any = $"'{ofBatch}' & ({string.Join(" | ", words.Select(word => $"({SoundingLike([word])})"))})";
        return db.QueryAsync(
            sql,
            [any, SoundingLike(words), batch, words.Select(word => $"{DirectoryEntry.OfName}:{word.Text}").ToArray(), MaxEach],
            row => (row.GetGuid(0), row.GetBoolean(1)), ct);
    }

    static string SoundingLike(IReadOnlyList<QueryWord> words) => new TermQueries(new DirectoryQuery(
        words, new Dictionary<Facet, IReadOnlyList<string>>(), Relation.None, After: null, Limit: 0, CountsFacets: false)).Sounds!;
}
