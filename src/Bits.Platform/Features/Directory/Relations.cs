using Bits.Membership;
using Bits.Platform.Features.People;
using Npgsql;

namespace Bits.Platform.Features.Directory;

/// <summary>Reads how a viewer is related to people, from the current memberships, connections and blocks.</summary>
public sealed class Relations(Memberships memberships, Blocks blocks)
{
    internal static readonly string[] Batches = [ScopeTypes.Batch];
    internal static readonly string[] Groups = [ScopeTypes.Chapter, ScopeTypes.Group];
    internal static readonly string[] AllTypes = [.. Batches, .. Groups];

    /// <summary>Returns how a viewer is related to each of some people. One who has blocked the viewer shows them what
    /// everyone sees.</summary>
    /// <param name="db">An open connection; in one snapshot with the fields that are read by it.</param>
    /// <param name="viewerId">The viewer.</param>
    /// <param name="people">The people.</param>
    /// <param name="ct">Stops the query.</param>
    public async Task<IReadOnlyDictionary<Guid, Related>> ListAsync(
        NpgsqlConnection db, Guid viewerId, IReadOnlyCollection<Guid> people, CancellationToken ct)
    {
        var sharing = await memberships.ListSharingAsync(db, viewerId, people, AllTypes, ct);
        var connections = await Connection.ListAsync(db, viewerId, people, ct);
        var blockers = (await blocks.ListBlockersAsync(db, viewerId, people, ct)).ToHashSet();

        var relations = people.Distinct().ToDictionary(id => id, _ => Relation.None);
        Mark(Batches.SelectMany(type => sharing[type]), Relation.Batch);
        Mark(Groups.SelectMany(type => sharing[type]), Relation.Groups);
        Mark(connections.Where(pair => pair.Value.State == ConnectionState.Accepted).Select(pair => pair.Key), Relation.Connection);
        foreach (var blocker in blockers)
            relations[blocker] = Relation.None;
        Mark([viewerId], Relation.Self);
        return relations.ToDictionary(
            pair => pair.Key,
            pair => new Related(pair.Value, connections.GetValueOrDefault(pair.Key)?.SeenBy(viewerId) ?? ConnectionView.None));

        void Mark(IEnumerable<Guid> users, Relation relation)
        {
            foreach (var user in users)
                if (relations.TryGetValue(user, out var earlier))
                    relations[user] = earlier | relation;
        }
    }
}

/// <summary>How a viewer is related to a person.</summary>
/// <param name="Relation">Decides what the viewer sees.</param>
/// <param name="Connection">What the connection is for the viewer, pending ones too.</param>
public readonly record struct Related(Relation Relation, ConnectionView Connection);
