using Bits.Membership;
using Bits.Platform.Accounts;
using Bits.Platform.Auth;

namespace Bits.Console.Features.Membership;

/// <summary>The model of the memberships page.</summary>
public sealed record MembershipsModel(string? Sought, ScopeFacts? Scope, Account? Account, Answer? Answer);

/// <summary>The decision about a capability, or the problem of the question.</summary>
public sealed record Answer(Account? Account, string Capability, Explanation? Explanation, string? Problem)
{
    /// <summary>Creates an answer with a problem.</summary>
    public static Answer Of(string problem) => new(null, "", null, problem);
}

/// <summary>A user and their memberships.</summary>
public sealed record UserModel(
    Account Account, IReadOnlyList<Member> Memberships, string? Next, IReadOnlyList<string> Tags,
    IReadOnlyDictionary<string, string> ScopeNames, UserHistory? History);

/// <summary>The history of one membership, the latest first.</summary>
public sealed record UserHistory(Scope Scope, IReadOnlyList<Transition> Transitions, IReadOnlyDictionary<Guid, string> Actors);

/// <summary>A scope and its members.</summary>
public sealed record ScopeModel(
    ScopeFacts Facts, string Name, MemberFilter Filter, IReadOnlyList<Member> Members, IReadOnlyDictionary<Guid, string> Names,
    Guid? Next, IReadOnlyDictionary<MemberState, long?> Counts);
