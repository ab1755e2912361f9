namespace Bits.Membership;

/// <summary>The state of a membership. No row means: never a member, never banned.</summary>
public enum MemberState
{
    /// <summary>A member.</summary>
    Active,

    /// <summary>Banned until the ban ends or is lifted. Leaving or joining does not lift it.</summary>
    Banned,

    /// <summary>Neither member nor banned now, but one of them before.</summary>
    Left,
}
