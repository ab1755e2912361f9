using Bits.Membership;
using Bits.Platform.Accounts;
using Bits.Platform.Auth;

namespace Bits.Console.Screens.Memberships;

/// <summary>What the first page shows.</summary>
public sealed record MembershipsModel(string? Sought, ScopeFacts? Scope, Account? Account, Answer? Answer);

/// <summary>Whether somebody may, and why; or what is wrong with the question.</summary>
public sealed record Answer(Account? Account, string Capability, Explanation? Explanation, string? Problem)
{
    /// <summary>What is wrong with the question.</summary>
    public static Answer Of(string problem) => new(null, "", null, problem);
}

/// <summary>Somebody, and where they belong.</summary>
public sealed record UserModel(
    Account Account, IReadOnlyList<Member> Memberships, string? Next, IReadOnlyList<string> Tags,
    IReadOnlyDictionary<string, string> ScopeNames, UserHistory? History);

/// <summary>What happened to one membership, the latest first.</summary>
public sealed record UserHistory(Scope Scope, IReadOnlyList<Transition> Transitions, IReadOnlyDictionary<Guid, string> Actors);

/// <summary>A scope, and who is in it.</summary>
public sealed record ScopeModel(
    ScopeFacts Facts, string Name, MemberFilter Filter, IReadOnlyList<Member> Members, IReadOnlyDictionary<Guid, string> Names,
    Guid? Next, IReadOnlyDictionary<MemberState, long?> Counts);
