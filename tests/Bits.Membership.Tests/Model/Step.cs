using CsCheck;

namespace Bits.Membership.Tests.Model;

/// <summary>What can be done.</summary>
enum Verb
{
    Join,
    Leave,
    Add,
    AddInBulk,
    Remove,
    Ban,
    Unban,
    SetRole,
    Transfer,
    Request,
    Approve,
    Reject,
    Withdraw,
    Invite,
    Accept,
    PassTime,
    EndExpired,
}

/// <summary>One step of a history: who does what to whom.</summary>
readonly record struct Step(Verb Verb, int User, int Scope, MemberRole Role, End End, bool Other)
{
    public const int Users = 4;
    public const int Scopes = 3;

    /// <summary>Any step.</summary>
    public static readonly Gen<Step> Any =
        from verb in Gen.Enum<Verb>()
        from user in Gen.Int[0, Users - 1]
        from scope in Gen.Int[0, Scopes - 1]
        from role in Gen.Frequency((2, Gen.Enum<MemberRole>()), (1, Gen.Const(MemberRole.Owner)))
        from end in Gen.Frequency((3, Gen.Const(End.Never)), (1, Gen.Const(End.Ahead)), (1, Gen.Const(End.FarAhead)))
        from other in Gen.Bool
        select new Step(verb, user, scope, role, end, other);

    /// <summary>The end, where the role allows one.</summary>
    public End EndOfRole => Role == MemberRole.Owner ? End.Never : End;

    /// <summary>The role, where an invitation allows it.</summary>
    public MemberRole InvitedRole => Role == MemberRole.Owner ? MemberRole.Admin : Role;

    /// <summary>Somebody else.</summary>
    public int OtherUser => (User + (Other ? 1 : 2)) % Users;

    public override string ToString() => $"{Verb}(u{User}, s{Scope}, {Role}, {End}, {Other})";
}
