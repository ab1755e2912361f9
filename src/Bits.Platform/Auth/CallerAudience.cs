using Bits.Membership;
using Bits.Platform.Accounts;
using Bits.Platform.Features.People;
using Bits.Platform.Rpc;
using Bits.Search;
using Bits.Shared;
using Npgsql;

namespace Bits.Platform.Auth;

/// <summary>What decides which documents a caller finds.</summary>
/// <param name="Tags">The audience tags; unknown users have none.</param>
/// <param name="Blocked">The members whom the caller has blocked: their documents are left out.</param>
public sealed record CallerView(IReadOnlyList<AudienceTag> Tags, IReadOnlyList<Guid> Blocked);

/// <summary>Reads the current audience tags of a caller, the counterpart of the tags on documents, and whom the caller has
/// blocked.</summary>
public static class CallerAudience
{
    const int MaxAttempts = 4;

    /// <summary>Returns the tags of the institute, the primary role and each membership.</summary>
    public static async Task<IReadOnlyList<AudienceTag>> TagsAsync(NpgsqlConnection db, Guid userId, CancellationToken ct) =>
        (await ViewAsync(db, userId, ct)).Tags;

    /// <summary>Returns the tags and the blocked members.</summary>
    public static async Task<CallerView> ViewAsync(NpgsqlConnection db, Guid userId, CancellationToken ct) =>
        (await ViewAsync<object>(db, userId, fact: null, ct)).View;

    /// <summary>Returns the view, and a fact that comes with it in one round trip.</summary>
    /// <param name="db">An open connection.</param>
    /// <param name="userId">The user.</param>
    /// <param name="fact">The query of the fact; null for none.</param>
    /// <param name="ct">Stops the call.</param>
    internal static async Task<(CallerView View, TFact? Fact)> ViewAsync<TFact>(
        NpgsqlConnection db, Guid userId, BatchedQuery<TFact>? fact, CancellationToken ct)
    {
        var (role, blocked, tags) = (AccountDirectory.PrimaryRoleQuery(userId), Blocks.Query(userId), Memberships.AudienceTagsRead(userId));
        await using var batch = new NpgsqlBatch(db) { BatchCommands = { role.Command(), blocked.Command(), tags.Command } };
        if (fact is not null)
            batch.BatchCommands.Add(fact.Command());
        await using var reader = await batch.ExecuteReaderAsync(ct);
        var (ownRole, ownBlocked) = (await role.ReadNextAsync(reader, ct), await blocked.ReadNextAsync(reader, ct));
        var view = ViewOf(ownRole, await tags.ReadAsync(reader, ct), ownBlocked!);
        return (view, fact is null ? default : await fact.ReadNextAsync(reader, ct));
    }

    /// <summary>Reads documents with tags and blocks that are unchanged from before the read until after it. Discards the
    /// result and reads again when a ban, a leave, a block or another change intervenes. An answer never holds what was
    /// written after the user lost the right, nor anything of a member whom they had blocked before it.</summary>
    /// <param name="db">An open connection; each statement sees all earlier commits.</param>
    /// <param name="userId">The user.</param>
    /// <param name="read">Reads by the given view; may run more than once.</param>
    /// <param name="ct">Stops the call.</param>
    /// <exception cref="FaultException">The memberships or blocks changed at every attempt.</exception>
    public static async Task<T> ReadAsync<T>(NpgsqlConnection db, Guid userId, Func<CallerView, Task<T>> read, CancellationToken ct)
    {
        var held = await HeldAsync(db, userId, ct);
        for (var attempt = 1; attempt <= MaxAttempts; attempt++)
        {
            var answer = await read(held.View);
            var now = await HeldAsync(db, userId, ct);
            if (now.IsStill(held))
                return answer;

            held = now;
        }

        throw new FaultException(FaultCode.Aborted, "conflict", "Your memberships are changing. Try again.");
    }

    static async Task<Held> HeldAsync(NpgsqlConnection db, Guid userId, CancellationToken ct)
    {
        var (role, blocked, audience) =
            (AccountDirectory.PrimaryRoleQuery(userId), Blocks.Query(userId), Memberships.AudienceRead(userId));
        await using var batch = new NpgsqlBatch(db) { BatchCommands = { role.Command(), blocked.Command(), audience.Command } };
        await using var reader = await batch.ExecuteReaderAsync(ct);
        return new(
            Role: await role.ReadNextAsync(reader, ct), Blocked: (await blocked.ReadNextAsync(reader, ct))!,
            Memberships: await audience.ReadAsync(reader, ct));
    }

    static CallerView ViewOf(PrimaryRole? role, IEnumerable<string> memberships, Guid[] blocked) => new(
        role is { } known ? [AudienceTags.Institute, new(known.ToText()), .. memberships.Select(tag => new AudienceTag(tag))] : [],
        blocked);

    // Blocks need no count of changes: a block that came and went has left nothing that the user may not see now.
    sealed record Held(PrimaryRole? Role, MemberAudience Memberships, Guid[] Blocked)
    {
        public CallerView View { get; } = ViewOf(Role, Memberships.Tags, Blocked);

        public bool IsStill(Held earlier) =>
            Role == earlier.Role && Memberships.IsStill(earlier.Memberships) && Blocked.SequenceEqual(earlier.Blocked);
    }
}
