using Bits.Membership;
using Bits.Platform.Accounts;
using Bits.Platform.Rpc;
using Bits.Search;
using Npgsql;

namespace Bits.Platform.Auth;

/// <summary>The audience tags that a caller holds at this moment: the counterpart of the tags that writers put on
/// documents.</summary>
public sealed class CallerAudience(Memberships memberships, AccountDirectory accounts)
{
    const int MaxAttempts = 4;

    /// <summary>The institute's, the primary role's, and one for each membership.</summary>
    public async Task<IReadOnlyList<AudienceTag>> TagsAsync(NpgsqlConnection db, Guid userId, CancellationToken ct) =>
        (await HeldAsync(db, userId, ct)).Tags;

    /// <summary>Reads documents with the tags that somebody holds from before the reading until after it. Where a ban, a
    /// leave or anything else changes them meanwhile, what was read is thrown away and read again: an answer never holds
    /// what was written after they lost the right to see it.</summary>
    /// <param name="db">An open connection; each of its statements sees what has committed by then.</param>
    /// <param name="userId">For whom.</param>
    /// <param name="read">Reads, by these tags; may run more than once.</param>
    /// <param name="ct">Stops it.</param>
    /// <exception cref="FaultException">Their memberships changed again and again.</exception>
    public async Task<T> ReadAsync<T>(
        NpgsqlConnection db, Guid userId, Func<IReadOnlyList<AudienceTag>, Task<T>> read, CancellationToken ct)
    {
        var held = await HeldAsync(db, userId, ct);
        for (var attempt = 1; attempt <= MaxAttempts; attempt++)
        {
            var answer = await read(held.Tags);
            var now = await HeldAsync(db, userId, ct);
            if (now.IsStill(held))
                return answer;

            held = now;
        }

        throw new FaultException(FaultCode.Aborted, "conflict", "Your memberships are changing at this moment; try again.");
    }

    async Task<Held> HeldAsync(NpgsqlConnection db, Guid userId, CancellationToken ct) => new(
        await accounts.FindPrimaryRoleAsync(db, userId, ct), await memberships.AudienceAsync(db, userId, ct));

    // Nobody who has no account holds anything.
    sealed record Held(PrimaryRole? Role, MemberAudience Memberships)
    {
        public IReadOnlyList<AudienceTag> Tags { get; } = Role is not { } role
            ? []
            : [AudienceTag.Institute, new(role.ToString().ToLowerInvariant()), .. Memberships.Tags.Select(tag => new AudienceTag(tag))];

        public bool IsStill(Held earlier) => Role == earlier.Role && Memberships.IsStill(earlier.Memberships);
    }
}
