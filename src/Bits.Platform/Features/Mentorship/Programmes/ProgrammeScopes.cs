using Bits.Membership;
using Bits.Platform.Auth;
using Bits.Platform.Rpc;
using Npgsql;

namespace Bits.Platform.Features.Mentorship.Programmes;

/// <summary>Finds the facts of programmes for the authorizer.</summary>
sealed class ProgrammeScopes : IScopeDirectory
{
    public string ScopeType => ScopeTypes.MentorshipProgramme;

    public BatchedQuery<ScopeFacts?>? Query(Scope scope)
    {
        // For a missing programme the database answers with a row of the same form, as of a draft.
        const string sql = """
            select coalesce(p.state, 'draft') = 'draft', p.id is not null
            from (values ($1::uuid)) as k (id)
            left join mentorship_programme p on p.id = k.id
            """;

        return Guid.TryParse(scope.Id, out var id)
            ? new(sql, [id], row => row.GetBoolean(1) ? Facts(id, isDraft: row.GetBoolean(0)) : null)
            : null;
    }

    public BatchedQuery<ScopeFacts?>? SharedQuery(Scope scope)
    {
        const string sql = "select state = 'draft' from mentorship_programme where id = $1 for share";

        return Guid.TryParse(scope.Id, out var id) ? new(sql, [id], row => (ScopeFacts?)Facts(id, row.GetBoolean(0))) : null;
    }

    public async Task<IReadOnlyDictionary<Scope, string>> ListNamesAsync(
        NpgsqlConnection db, IReadOnlyCollection<Scope> scopes, CancellationToken ct)
    {
        var ids = scopes.Where(scope => Guid.TryParse(scope.Id, out _)).ToDictionary(scope => Guid.Parse(scope.Id));
        var names = await Programme.ListNamesAsync(db, ids.Keys, ct);
        return names.ToDictionary(name => ids[name.Key], name => name.Value);
    }

    static ScopeFacts Facts(Guid id, bool isDraft) =>
        new(Scope.MentorshipProgramme(id), isDraft ? ScopeVisibility.Secret : ScopeVisibility.Private);
}
