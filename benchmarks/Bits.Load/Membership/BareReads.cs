using Bits.Membership;
using Npgsql;

namespace Bits.Load.Membership;

/// <summary>The library's statements, prepared once and run by Npgsql alone: as fast as it gets.</summary>
sealed class BareReads : IAsyncDisposable
{
    readonly NpgsqlCommand _isMember;
    readonly NpgsqlCommand _tags;
    readonly NpgsqlParameter<Guid> _user = new();
    readonly NpgsqlParameter<string> _type = new();
    readonly NpgsqlParameter<string> _id = new();
    readonly NpgsqlParameter<Guid> _tagsUser = new();

    BareReads(NpgsqlConnection db)
    {
        _isMember = new(
            """
            select true
            from memberships_membership
            where user_id = $1 and scope_type = $2 and scope_id = $3 and state = 'active'
            """, db)
        {
            Parameters = { _user, _type, _id },
        };
        _tags = new(
            """
            select scope_type || ':' || scope_id
            from memberships_membership
            where user_id = $1 and state = 'active'
            order by scope_type, scope_id
            """, db)
        {
            Parameters = { _tagsUser },
        };
    }

    public static async Task<BareReads> PrepareAsync(NpgsqlConnection db, CancellationToken ct)
    {
        var reads = new BareReads(db);
        await reads._isMember.PrepareAsync(ct);
        await reads._tags.PrepareAsync(ct);
        return reads;
    }

    public async Task<bool> IsMemberAsync(Guid userId, Scope scope, CancellationToken ct)
    {
        (_user.TypedValue, _type.TypedValue, _id.TypedValue) = (userId, scope.Type, scope.Id);
        await using var reader = await _isMember.ExecuteReaderAsync(ct);
        return await reader.ReadAsync(ct) && reader.GetBoolean(0);
    }

    public async Task<IReadOnlyList<string>> AudienceTagsAsync(Guid userId, CancellationToken ct)
    {
        _tagsUser.TypedValue = userId;
        await using var reader = await _tags.ExecuteReaderAsync(ct);
        var tags = new List<string>();
        while (await reader.ReadAsync(ct))
            tags.Add(reader.GetString(0));

        return tags;
    }

    public async ValueTask DisposeAsync()
    {
        await _isMember.DisposeAsync();
        await _tags.DisposeAsync();
    }
}
