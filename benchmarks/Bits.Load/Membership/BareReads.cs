using Bits.Membership;
using Npgsql;

namespace Bits.Load.Membership;

/// <summary>The library's hot statement, prepared once and run by Npgsql alone: as fast as it gets.</summary>
sealed class BareReads : IAsyncDisposable
{
    readonly NpgsqlCommand _isMember;
    readonly NpgsqlParameter<Guid> _user = new();
    readonly NpgsqlParameter<string> _type = new();
    readonly NpgsqlParameter<string> _id = new();

    BareReads(NpgsqlConnection db)
    {
        _isMember = new(
            """
            select true
            from memberships_membership
            where user_id = $1 and scope_type = $2 and scope_id = $3 and state = 'active' and until > now()
            """, db)
        {
            Parameters = { _user, _type, _id },
        };
    }

    public static async Task<BareReads> PrepareAsync(NpgsqlConnection db, CancellationToken ct)
    {
        var reads = new BareReads(db);
        await reads._isMember.PrepareAsync(ct);
        return reads;
    }

    public async Task<bool> IsMemberAsync(Guid userId, Scope scope, CancellationToken ct)
    {
        (_user.TypedValue, _type.TypedValue, _id.TypedValue) = (userId, scope.Type, scope.Id);
        await using var reader = await _isMember.ExecuteReaderAsync(ct);
        return await reader.ReadAsync(ct) && reader.GetBoolean(0);
    }

    public ValueTask DisposeAsync() => _isMember.DisposeAsync();
}
