using Bits.Platform.Accounts;
using Bits.Platform.Rpc;
using Bits.Shared;
using Microsoft.Extensions.Configuration;
using Npgsql;

namespace Bits.Platform.Features.SigningIn;

/// <summary>Keeps a last way to sign in for every account.</summary>
/// <remarks>A mailed link is open to every account. Without mail a passkey or a linked sign-in must stay; so must a provider that
/// signs in by the account's id (<c>Auth:UserClaim</c> is <c>sub</c>), which counts for every account.</remarks>
public sealed class SignInWays(SignInMail mail, LinkedSignIns links, IConfiguration configuration)
{
    readonly bool _providerKnowsAll = configuration["Auth:ClientId"] is { Length: > 0 } && configuration["Auth:UserClaim"] is null or "sub";

    /// <summary>Waits for other changes to the ways of an account: of two removals at once the second sees the first.</summary>
    internal static Task LockAsync(NpgsqlConnection db, Guid userId, CancellationToken ct)
    {
        const string sql = "select pg_advisory_xact_lock(hashtextextended('sign_in.ways:' || $1::text, 0))";

        return db.ExecuteAsync(sql, [userId.ToString()], ct);
    }

    /// <summary>Requires that a user can still sign in, after a removal in the open transaction.</summary>
    /// <exception cref="FaultException">No way is left; nothing is removed.</exception>
    internal async Task RequireOneAsync(NpgsqlConnection db, Guid userId, CancellationToken ct)
    {
        const string sql = "select exists (select from sign_in_passkey where user_id = $1)";

        if (mail.IsAvailable || _providerKnowsAll
            || await db.FindAsync(sql, [userId], row => row.GetBoolean(0), ct)
            || (await links.ListAsync(db, userId, ct)).Count > 0)
            return;

        throw FaultException.FailedPrecondition(
            "last_way_in", "This is your last way to sign in, and this platform sends no e-mail. Add a passkey first.");
    }
}
