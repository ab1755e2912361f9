using Bits.Membership;
using Bits.Search;
using Npgsql;

namespace Bits.Platform.Auth;

/// <summary>The audience tags that a caller holds at this moment: the counterpart of the tags that writers put on
/// documents.</summary>
public sealed class CallerAudience(Memberships memberships)
{
    /// <summary>The institute's, the primary role's, and one for each membership.</summary>
    public async Task<IReadOnlyList<AudienceTag>> TagsAsync(NpgsqlConnection db, Caller caller, CancellationToken ct) =>
    [
        AudienceTag.Institute,
        new(caller.PrimaryRole.ToString().ToLowerInvariant()),
        .. (await memberships.AudienceTagsAsync(db, caller.UserId, ct)).Select(tag => new AudienceTag(tag)),
    ];
}
