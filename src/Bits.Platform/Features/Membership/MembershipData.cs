using Bits.Membership;
using Bits.Platform.Privacy;
using Bits.Platform.Rpc;
using Npgsql;

namespace Bits.Platform.Features.Membership;

/// <summary>The memberships of a person, their history, requests and invitations, and the reasons that they gave.</summary>
sealed class MembershipData(Memberships memberships) : IPersonalData
{
    static readonly Change By = Change.BySystem("the person was erased");

    public string Part => "memberships";

    public IReadOnlyList<string> Tables => ["memberships_membership", "memberships_transition", "memberships_request"];

    public async Task<object?> ExportAsync(NpgsqlConnection db, Guid userId, CancellationToken ct) =>
        await memberships.ExportAsync(db, userId, ct);

    public async Task<long> EraseAsync(NpgsqlConnection db, ErasedPerson person, CancellationToken ct)
    {
        var erasure = await memberships.EraseAsync(db, person.UserId, By, person.Mention, ct);
        return erasure.LastOwnerOf.Count == 0
            ? erasure.Left + erasure.ReasonsErased
            : throw FaultException.FailedPrecondition(
                "last_owner", $"This person is the only owner of {string.Join(", ", erasure.LastOwnerOf)}: hand over first.");
    }
}
