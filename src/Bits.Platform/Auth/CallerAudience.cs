using Bits.Membership;
using Bits.Platform.Accounts;
using Bits.Platform.Rpc;
using Bits.Search;
using Bits.Shared;
using Npgsql;

namespace Bits.Platform.Auth;

/// <summary>Reads the current audience tags of a caller, the counterpart of the tags on documents.</summary>
public sealed class CallerAudience(Memberships memberships, AccountDirectory accounts)
{
    const int MaxAttempts = 4;

    /// <summary>Returns the tags of the institute, the primary role and each membership.</summary>
    public async Task<IReadOnlyList<AudienceTag>> TagsAsync(NpgsqlConnection db, Guid userId, CancellationToken ct) =>
        (await HeldAsync(db, userId, ct)).Tags;

    /// <summary>Reads documents with tags that are unchanged from before the read until after it. Discards the result
    /// and reads again when a ban, a leave or another change intervenes. An answer never holds what was written after
    /// the user lost the right.</summary>
    /// <param name="db">An open connection; each statement sees all earlier commits.</param>
    /// <param name="userId">The user.</param>
    /// <param name="read">Reads by the given tags; may run more than once.</param>
    /// <param name="ct">Stops the call.</param>
    /// <exception cref="FaultException">The memberships changed at every attempt.</exception>
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

        throw new FaultException(FaultCode.Aborted, "conflict", "Your memberships are changing. Try again.");
    }

    async Task<Held> HeldAsync(NpgsqlConnection db, Guid userId, CancellationToken ct) => new(
        await accounts.FindPrimaryRoleAsync(db, userId, ct), await memberships.AudienceAsync(db, userId, ct));

    // Unknown users have no tags.
    sealed record Held(PrimaryRole? Role, MemberAudience Memberships)
    {
        public IReadOnlyList<AudienceTag> Tags { get; } = Role is not { } role
            ? []
            : [AudienceTags.Institute, new(role.ToText()), .. Memberships.Tags.Select(tag => new AudienceTag(tag))];

        public bool IsStill(Held earlier) => Role == earlier.Role && Memberships.IsStill(earlier.Memberships);
    }
}
