using Bits.Membership;
using Bits.Platform.Auth;
using Bits.Platform.Rpc;

namespace Bits.Platform.Features.Mentorship.Programmes;

/// <summary>A user with their name.</summary>
/// <param name="UserId">The user.</param>
/// <param name="Name">The name; null when the account is gone.</param>
public sealed record NamedUser(Guid UserId, string? Name)
{
    internal static NamedUser Of(Guid userId, IReadOnlyDictionary<Guid, string> names) => new(userId, names.GetValueOrDefault(userId));
}

/// <summary>Admits callers to a programme that a call names without deciding a capability there.</summary>
public sealed class ProgrammeGate(Authorizer authorizer)
{
    /// <summary>Returns a programme that exists for the caller: a draft does for its coordinators and the platform's operators.
    /// </summary>
    /// <exception cref="FaultException">Missing and hidden programmes give one answer.</exception>
    public async Task<Programme> RequireVisibleAsync(RpcContext call, Guid programmeId, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(call);
        var scope = Scope.MentorshipProgramme(programmeId);
        var found = await Programme.FindAsync(call.Db, programmeId, ct);
        await authorizer.RequireVisibleAsync(
            call.Db, call.Caller, MentorshipCapabilities.Coordinate, scope, found?.Facts, ct);
        return found!;
    }
}
