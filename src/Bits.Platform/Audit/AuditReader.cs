using System.Text.Json;
using Bits.Shared;
using Npgsql;

namespace Bits.Platform.Audit;

/// <summary>An event of the audit log.</summary>
/// <param name="Id">Its id.</param>
/// <param name="At">The time, by the database's clock.</param>
/// <param name="Class">The class: access, admin or security.</param>
/// <param name="Action">The action.</param>
/// <param name="Outcome">success, denied or failed.</param>
/// <param name="ActorKind">user, service, operator or system.</param>
/// <param name="ActorId">The actor's account.</param>
/// <param name="SessionId">The actor's session.</param>
/// <param name="Scope">The scope, as <c>group:…</c>.</param>
/// <param name="Target">The target, as <c>user:…</c>.</param>
/// <param name="Rule">The rule or reason of a denial.</param>
/// <param name="Changes">The changed fields, with old and new values.</param>
/// <param name="RequestId">The request.</param>
/// <param name="TraceId">The trace.</param>
/// <param name="Source">http, adminctl or job.</param>
/// <param name="Personal">Reason, address, client, personal values; null when absent or erased.</param>
public sealed record AuditEntry(
    Guid Id, DateTimeOffset At, string Class, string Action, string Outcome, string ActorKind, Guid? ActorId,
    string? SessionId, string? Scope, string? Target, string? Rule, JsonElement? Changes, string RequestId,
    string? TraceId, string Source, JsonElement? Personal);

/// <summary>Selects events; null matches any.</summary>
/// <param name="Action">The action.</param>
/// <param name="ActorId">The actor.</param>
/// <param name="Scope">The scope, as <c>group:…</c>.</param>
/// <param name="Target">The target, as <c>user:…</c>.</param>
/// <param name="Outcome">success, denied or failed.</param>
/// <param name="RequestId">The request.</param>
/// <param name="Since">The earliest time.</param>
/// <param name="Until">The time before which the events are.</param>
public sealed record AuditFilter(
    string? Action = null, Guid? ActorId = null, string? Scope = null, string? Target = null, string? Outcome = null,
    string? RequestId = null, DateTimeOffset? Since = null, DateTimeOffset? Until = null);

/// <summary>A place in the list: after this event.</summary>
/// <param name="At">The time of the event.</param>
/// <param name="Id">The id of the event.</param>
public readonly record struct AuditCursor(DateTimeOffset At, Guid Id);

/// <summary>Reads the audit log.</summary>
public sealed class AuditReader(NpgsqlDataSource dataSource)
{
    const int ExportPage = 1_000;

    /// <summary>Lists a page of events, the latest first.</summary>
    /// <param name="filter">The selection.</param>
    /// <param name="after">The place to continue after; null for the first page.</param>
    /// <param name="limit">The maximum page size, 1 to 1,000.</param>
    /// <param name="ct">Stops the query.</param>
    public Task<List<AuditEntry>> ListAsync(AuditFilter filter, AuditCursor? after, int limit, CancellationToken ct)
    {
        const string sql = """
            select id, at, class, action, outcome, actor_kind, actor_id, session_id,
                   scope_type || ':' || scope_id, target_type || ':' || target_id, rule, changes::text,
                   request_id, trace_id, source, personal::text
            from audit_event
            where ($1::text is null or action = $1)
              and ($2::uuid is null or actor_id = $2)
              and ($3::text is null or (scope_type = split_part($3, ':', 1) and scope_id = substr($3, strpos($3, ':') + 1)))
              and ($4::text is null or (target_type = split_part($4, ':', 1) and target_id = substr($4, strpos($4, ':') + 1)))
              and ($5::text is null or outcome = $5)
              and ($6::text is null or request_id = $6)
              and at >= coalesce($7::timestamptz, '-infinity')
              and at < coalesce($8::timestamptz, 'infinity')
              and (at, id) < (coalesce($9::timestamptz, 'infinity'), $10::uuid)
            order by at desc, id desc
            limit $11
            """;

        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(limit, 1_000);
        object?[] args =
        [
            filter.Action, filter.ActorId, filter.Scope, filter.Target, filter.Outcome, filter.RequestId,
            filter.Since?.ToUniversalTime(), filter.Until?.ToUniversalTime(),
            after?.At.ToUniversalTime(), after?.Id ?? Guid.AllBitsSet, limit,
        ];
        return dataSource.WithConnectionAsync(db => db.QueryAsync(sql, args, Read, ct), ct);
    }

    /// <summary>Lists all events, the latest first, page by page: for export to another system.</summary>
    public async IAsyncEnumerable<AuditEntry> ExportAsync(
        AuditFilter filter, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken ct)
    {
        AuditCursor? after = null;
        List<AuditEntry> page;
        do
        {
            page = await ListAsync(filter, after, ExportPage, ct);
            foreach (var entry in page)
                yield return entry;
            after = page is [.., var last] ? new(last.At, last.Id) : null;
        }
        while (page.Count == ExportPage);
    }

    static AuditEntry Read(NpgsqlDataReader row) => new(
        Id: row.GetGuid(0), At: row.GetFieldValue<DateTimeOffset>(1), Class: row.GetString(2), Action: row.GetString(3),
        Outcome: row.GetString(4), ActorKind: row.GetString(5), ActorId: row.Nullable<Guid>(6),
        SessionId: row.NullableString(7), Scope: row.NullableString(8), Target: row.NullableString(9),
        Rule: row.NullableString(10), Changes: Json(row, 11), RequestId: row.GetString(12),
        TraceId: row.NullableString(13), Source: row.GetString(14), Personal: Json(row, 15));

    static JsonElement? Json(NpgsqlDataReader row, int column) =>
        row.NullableString(column) is { } text ? JsonSerializer.Deserialize<JsonElement>(text) : null;
}
