using Bits.Membership;
using Npgsql;

namespace Bits.Platform.Features.Groups;

/// <summary>Finds one of the requests or invitations of a scope that wait: so that who may decide in one scope decides
/// nothing in another.</summary>
public sealed class WaitingRequests(Memberships memberships)
{
    const int PageSize = 1_000;

    /// <summary>The first that is meant, or null.</summary>
    public async Task<MembershipRequest?> FindAsync(
        NpgsqlConnection db, Scope scope, RequestKind kind, Predicate<MembershipRequest> isMeant, CancellationToken ct)
    {
        for (MembershipRequest? last = null; ;)
        {
            var page = await memberships.ListRequestsAsync(db, scope, kind, last, PageSize, ct);
            if (page.FirstOrDefault(request => isMeant(request)) is { } found)
                return found;
            if (page.Count < PageSize)
                return null;

            last = page[^1];
        }
    }
}
