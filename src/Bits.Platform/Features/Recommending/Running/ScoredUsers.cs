using Bits.Platform.Accounts;
using Bits.Platform.Features.People;
using Npgsql;

namespace Bits.Platform.Features.Recommending.Running;

/// <summary>Reads the users of a chunk, and what their lists must leave out.</summary>
sealed class ScoredUsers(AccountDirectory accounts, Blocks blocks)
{
    /// <summary>What is known of a chunk of users.</summary>
    /// <param name="Enabled">Those who get lists: enabled accounts of people who have not switched recommendations off.</param>
    /// <param name="Dismissed">What each has dismissed, as <c>surface/entity</c>.</param>
    /// <param name="Blocked">Whom each has blocked.</param>
    public sealed record Facts(IReadOnlyList<Guid> Enabled, ILookup<Guid, string> Dismissed, ILookup<Guid, Guid> Blocked);

    /// <summary>Lists the users of a run after one of them, in order.</summary>
    public async Task<IReadOnlyList<Guid>> ListAsync(NpgsqlConnection db, RunModel model, Guid after, int limit, CancellationToken ct) =>
        model.Changed is { } changed
            ? [.. changed.Where(user => user.CompareTo(after) > 0).Take(limit)]
            : await accounts.ListActiveIdsAsync(db, after, limit, ct);

    /// <summary>Reads the facts of users.</summary>
    public async Task<Facts> ReadAsync(NpgsqlConnection db, IReadOnlyList<Guid> users, CancellationToken ct)
    {
        var off = await Preferences.ListOffAsync(db, ct);
        var enabled = await accounts.ListEnabledAsync(db, users, ct);
        return new(
            [.. enabled.Where(user => !off.Contains(user))], await Preferences.ListDismissedAsync(db, users, ct),
            await blocks.ListPairsAsync(db, users, ct));
    }
}
