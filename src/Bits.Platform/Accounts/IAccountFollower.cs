using Npgsql;

namespace Bits.Platform.Accounts;

/// <summary>Keeps data of a feature equal to the accounts, such as a look-up of names. <see cref="AccountDirectory"/> calls it
/// in the transaction of each change, so that nothing lags behind.</summary>
public interface IAccountFollower
{
    /// <summary>Reads the accounts again.</summary>
    /// <param name="db">An open connection with the transaction of the change.</param>
    /// <param name="accounts">The accounts that were created, changed, disabled, enabled or erased.</param>
    /// <param name="ct">Stops the query.</param>
    Task FollowAsync(NpgsqlConnection db, IReadOnlyCollection<Guid> accounts, CancellationToken ct);
}
