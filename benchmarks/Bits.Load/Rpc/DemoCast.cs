using Bits.Load.Database;
using Bits.Membership;

namespace Bits.Load.Rpc;

/// <summary>Who plays in the measured calls, out of the demo data.</summary>
/// <param name="PublicGroup">A group that everybody may read and join.</param>
/// <param name="MembersOfIt">Members of it who do not own it.</param>
sealed record DemoCast(Guid PublicGroup, IReadOnlyList<Guid> MembersOfIt)
{
    /// <summary>Looks them up.</summary>
    /// <param name="schema">Filled with demo data.</param>
    /// <param name="memberships">The memberships there.</param>
    /// <param name="clients">How many members are needed at least.</param>
    /// <param name="ct">Stops the query.</param>
    public static async Task<DemoCast> FindAsync(
        LoadSchema schema, Memberships memberships, int clients, CancellationToken ct)
    {
        await using var command = schema.DataSource.CreateCommand(
            "select id from groups_group where kind = 'interest' and visibility = 'public' order by id limit 1");
        var group = (Guid)(await command.ExecuteScalarAsync(ct))!;
        var members = await memberships.ListByScopeAsync(
            Scope.Group(group), new MemberFilter(Role: MemberRole.Member), limit: 10_000, ct: ct);

        return members.Count >= clients
            ? new(group, [.. members.Select(member => member.UserId)])
            : throw new UsageException($"--clients: the demo data of this scale have people for {members.Count}.");
    }
}
