using Bits.Platform.Features.Searching.Saved;
using Bits.Platform.Privacy;
using Bits.Search;
using Bits.Shared;
using Npgsql;

namespace Bits.Platform.Features.Searching;

/// <summary>Exports and erases a person's searches, saved searches, signals and recommendations. The feature that owns
/// a text also owns its document in the index.</summary>
sealed class SearchData(SearchMaintenance maintenance) : IPersonalData
{
    public string Part => "search";

    public IReadOnlyList<string> Tables =>
    [
        "saved_search", "saved_search_told", "search_signal", "search_candidate", "search_query", "search_document",
        "search_body", "search_lexeme",
    ];

    public async Task<object?> ExportAsync(NpgsqlConnection db, Guid userId, CancellationToken ct)
    {
        var kept = await maintenance.ExportUserAsync(db, userId, ct);
        return new
        {
            SavedSearches = (await SavedSearch.ListAsync(db, userId, ct))
                .Select(s => new { s.Id, s.Name, s.Text, s.Syntax, s.Surfaces, s.CreatedAt }),
            Signals = kept.Signals.Select(s => new { s.At, s.Signal.Surface, s.Signal.EntityId, s.Signal.Kind }),
            Recommendations = kept.Candidates,
            kept.Queries,
        };
    }

    public async Task<long> EraseAsync(NpgsqlConnection db, ErasedPerson person, CancellationToken ct)
    {
        const string own = "delete from saved_search where user_id = $1";
        const string named = """
            update saved_search
            set text = regexp_replace(text, $1, $2, 'gi'),
                name = case when name ~* $1 then $2 || ' ' || left(id::text, 13) else name end
            where text ~* $1 or name ~* $1
            """;

        return await db.ExecuteAsync(own, [person.UserId], ct)
            + await db.ExecuteAsync(named, [person.Mention, ErasedPerson.Placeholder], ct)
            + await maintenance.ForgetUserAsync(db, person.UserId, ct);
    }
}
