using Bits.Platform.Accounts;
using Bits.Platform.Audit;
using Bits.Platform.Rpc;
using Bits.Shared;
using Npgsql;

namespace Bits.Platform.Features.Directory.Claiming;

/// <summary>Lists the claims that wait for a coordinator with the people whom each may be, the oldest first; or the decided ones,
/// the latest first.</summary>
[Rpc(
    "directory.v1/ListClaims", DirectoryCapabilities.DecideClaims, Shows = true, Audit = AuditClass.Admin,
    Example = """{"limit":10}""",
    Answer = """{"claims":[{"claimId":"0198c1d2-7d3a-7c41-9f0e-3a5b8e6d2f11","name":"Asha Rao","batch":2018,"email":"asha@example.org","message":"I rowed for Meera.","client":"Firefox on Linux","state":"waiting","confirmedAt":"2026-11-23T18:00:00Z","decision":null,"candidates":[{"userId":"0198c1d2-7d3a-7c41-9f0e-3a5b8e6d2f12","name":"Asha Rao","batch":2018,"campus":"goa","email":"f2014123@goa.example.edu","createdAt":"2026-01-01T00:00:00Z","lastSignInAt":null,"level":"institute","hasPlatformRole":false,"claimedAt":null,"sharesName":true,"sharesBatch":true}]}],"waiting":1,"nextCursor":null}""")]
public sealed class ListClaims(ClaimCandidates candidates, AccountDirectory accounts) : IRpc<ListClaims.Request, ListClaims.Response>
{
    /// <summary>The page to list.</summary>
    /// <param name="Decided">Whether to list decided claims, which are kept for 30 days. Default: those that wait.</param>
    /// <param name="Limit">The maximum page size, 1 to 20.</param>
    /// <param name="Cursor">The nextCursor of the previous page; null for the first page.</param>
    public sealed record Request(
        bool Decided = false,
        [property: System.ComponentModel.DataAnnotations.Range(1, 20, ErrorMessage = "must be 1 to 20.")] int Limit = 10,
        [property: PageCursor] string? Cursor = null);

    /// <summary>A page.</summary>
    /// <param name="Claims">The claims.</param>
    /// <param name="Waiting">The number of all that wait.</param>
    /// <param name="NextCursor">The cursor of the next page; null on the last page.</param>
    public sealed record Response(IReadOnlyList<Claim> Claims, long Waiting, string? NextCursor);

    /// <summary>A claim.</summary>
    /// <param name="ClaimId">The claim.</param>
    /// <param name="Name">The name, as the claimant wrote it.</param>
    /// <param name="Batch">The year of graduation, as the claimant wrote it.</param>
    /// <param name="Email">The address whose mailbox the claimant reads.</param>
    /// <param name="Message">The claimant's message; null for none.</param>
    /// <param name="Client">The browser that asked; null when unknown.</param>
    /// <param name="State">The state.</param>
    /// <param name="ConfirmedAt">The time at which the address was proved.</param>
    /// <param name="Decision">The decision; null while the claim waits.</param>
    /// <param name="Candidates">The people whom the claimant may be, the most likely first; none for decided claims.</param>
    public sealed record Claim(
        Guid ClaimId, string Name, int Batch, string Email, string? Message, string? Client, ClaimState State,
        DateTimeOffset ConfirmedAt, Decision? Decision, IReadOnlyList<ClaimCandidate> Candidates);

    /// <summary>A decision.</summary>
    /// <param name="At">When.</param>
    /// <param name="By">Whose; null for a former member.</param>
    /// <param name="Reason">The reason.</param>
    /// <param name="PersonId">Whose account got the address; null for a rejected claim.</param>
    /// <param name="PersonName">The name of that person; null likewise.</param>
    public sealed record Decision(DateTimeOffset At, string? By, string Reason, Guid? PersonId, string? PersonName);

    readonly record struct Place(DateTimeOffset At, Guid Id);

    /// <inheritdoc />
    public async Task<Response> HandleAsync(Request request, RpcContext call, CancellationToken ct)
    {
        const string waiting = "select count(*) from directory_claim where state = 'waiting'";

        var after = call.Cursors.Read<Place>(request.Cursor);
        var rows = await (request.Decided ? ListDecidedAsync : (ListAsync)ListWaitingAsync)(call.Db, after, request.Limit, ct);
        var names = await accounts.ListNamesAsync(
            call.Db, rows.SelectMany(row => new[] { row.DecidedBy, row.PersonId }).OfType<Guid>(), ct);
        var claims = new List<Claim>();
        foreach (var row in rows)
            claims.Add(row.AsClaim(
                names, row.DecidedAt is null ? await candidates.ListAsync(call.Db, row.Name, row.Batch, ct) : []));

        return new(
            claims, await call.Db.FindAsync(waiting, [], row => row.GetInt64(0), ct),
            call.Cursors.Next(rows, request.Limit, row => new Place(row.DecidedAt ?? row.ConfirmedAt, row.Id)));
    }

    delegate Task<List<Row>> ListAsync(NpgsqlConnection db, Place? after, int limit, CancellationToken ct);

    static Task<List<Row>> ListWaitingAsync(NpgsqlConnection db, Place? after, int limit, CancellationToken ct)
    {
        const string sql = """
            select id, name, batch, email, message, client, state, confirmed_at, decided_at, decided_by, reason, person_id
            from directory_claim
            where state = 'waiting' and (confirmed_at, id) > (coalesce($1::timestamptz, '-infinity'), $2)
            order by confirmed_at, id
            limit $3
            """;

        return db.QueryAsync(sql, [after?.At, after?.Id ?? Guid.Empty, limit], Row.Read, ct);
    }

    static Task<List<Row>> ListDecidedAsync(NpgsqlConnection db, Place? after, int limit, CancellationToken ct)
    {
        const string sql = """
            select id, name, batch, email, message, client, state, confirmed_at, decided_at, decided_by, reason, person_id
            from directory_claim
            where decided_at is not null and (decided_at, id) < (coalesce($1::timestamptz, 'infinity'), $2)
            order by decided_at desc, id desc
            limit $3
            """;

        return db.QueryAsync(sql, [after?.At, after?.Id ?? Guid.AllBitsSet, limit], Row.Read, ct);
    }

    sealed record Row(
        Guid Id, string Name, int Batch, string Email, string? Message, string? Client, ClaimState State, DateTimeOffset ConfirmedAt,
        DateTimeOffset? DecidedAt, Guid? DecidedBy, string? Reason, Guid? PersonId)
    {
        public static Row Read(NpgsqlDataReader row) => new(
            row.GetGuid(0), row.GetString(1), row.GetInt32(2), row.GetString(3), row.NullableString(4), row.NullableString(5),
            EnumText.Parse<ClaimState>(row.GetString(6)), row.GetFieldValue<DateTimeOffset>(7), row.Nullable<DateTimeOffset>(8),
            row.Nullable<Guid>(9), row.NullableString(10), row.Nullable<Guid>(11));

        public Claim AsClaim(IReadOnlyDictionary<Guid, string> names, IReadOnlyList<ClaimCandidate> candidates) => new(
            Id, Name, Batch, Email, Message, Client, State, ConfirmedAt,
            DecidedAt is { } at
                ? new(at, names.GetValueOrDefault(DecidedBy ?? default), Reason!, PersonId, names.GetValueOrDefault(PersonId ?? default))
                : null,
            candidates);
    }
}
