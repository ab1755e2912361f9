using Bits.Membership;
using Bits.Platform.Privacy;
using Bits.Platform.Rpc;
using Npgsql;

namespace Bits.Platform.Features.Membership;

/// <summary>Exports and erases a person's memberships, their history, requests and invitations, and the person's
/// reasons.</summary>
sealed class MembershipData(Memberships memberships) : IPersonalData
{
    static readonly Change By = Change.BySystem("the person was erased");

    public string Part => "memberships";

    public IReadOnlyList<string> Tables => ["memberships_membership", "memberships_transition", "memberships_request"];

    public async Task<object?> ExportAsync(NpgsqlConnection db, Guid userId, CancellationToken ct) =>
        await memberships.Privacy.ExportAsync(db, userId, ct);

    public async Task<long> EraseAsync(NpgsqlConnection db, ErasedPerson person, CancellationToken ct)
    {
        var erasure = await memberships.Privacy.EraseAsync(db, person.UserId, By, person.Mention, ct);
        return erasure.LastOwnerOf.Count == 0
            ? erasure.Left + erasure.ReasonsErased
            : throw FaultException.FailedPrecondition(
                "last_owner", $"This person is the only owner of {string.Join(", ", erasure.LastOwnerOf)}: transfer the ownership first.");
    }
}
