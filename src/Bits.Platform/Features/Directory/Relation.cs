namespace Bits.Platform.Features.Directory;

/// <summary>Lists how a viewer is related to a person. A viewer can be several at once.</summary>
[Flags]
public enum Relation
{
    /// <summary>Not at all: sees what everyone sees.</summary>
    None = 0,

    /// <summary>Both are members of a batch.</summary>
    Batch = 1,

    /// <summary>Both are members of a group or chapter.</summary>
    Groups = 2,

    /// <summary>They are connected.</summary>
    Connection = 4,

    /// <summary>The person themselves.</summary>
    Self = 8,
}

/// <summary>Decides who sees what. No other code compares an audience with a relation.</summary>
static class RelationRules
{
    /// <summary>Returns whether a viewer of this relation is in an audience.</summary>
    public static bool Sees(this Relation relation, Audience audience) => relation.HasFlag(Relation.Self) || audience switch
    {
        Audience.Everyone => true,
        Audience.Batch => relation.HasFlag(Relation.Batch),
        Audience.Groups => relation.HasFlag(Relation.Groups),
        Audience.Connections => relation.HasFlag(Relation.Connection),
        Audience.OnlyMe => false,
    };

    /// <summary>Returns how near the viewer is, the nearest first: connections, batch mates, members of the same group,
    /// others.</summary>
    public static int Distance(this Relation relation) => (relation & (Relation.Connection | Relation.Self)) != 0 ? 0
        : relation.HasFlag(Relation.Batch) ? 1
        : relation.HasFlag(Relation.Groups) ? 2
        : 3;
}
