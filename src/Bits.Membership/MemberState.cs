namespace Bits.Membership;

/// <summary>Where a membership stands. No row at all means: never a member, never banned.</summary>
public enum MemberState
{
    /// <summary>A member.</summary>
    Active,

    /// <summary>Kept out until somebody lifts the ban; leaving or joining does not.</summary>
    Banned,

    /// <summary>Was a member, or was banned, and is neither now.</summary>
    Left,
}

/// <summary>The states as the table writes them.</summary>
static class MemberStateText
{
    public static string ToText(this MemberState state) => state switch
    {
        MemberState.Active => "active",
        MemberState.Banned => "banned",
        MemberState.Left => "left",
    };

    public static MemberState Parse(string text) => text switch
    {
        "active" => MemberState.Active,
        "banned" => MemberState.Banned,
        "left" => MemberState.Left,
        _ => throw new FormatException($"'{text}' is no membership state."),
    };
}
