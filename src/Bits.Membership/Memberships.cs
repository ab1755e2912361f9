using System.Collections.Frozen;
using Npgsql;

namespace Bits.Membership;

/// <summary>Answers who is in which scope and in which role, and changes it.</summary>
/// <remarks>
/// <para>Join requests and invitations are in <see cref="Requests"/>, the ledger is in <see cref="History"/>, and the
/// rights of a person are in <see cref="Privacy"/>.</para>
/// <para>Each call takes the caller's open connection and is part of its transaction. The reads in
/// <see cref="MembershipsExtensions"/> open their own connection and see what has committed.</para>
/// <para>Safe for concurrent use from any number of threads and processes: the database decides races. Two joins at once
/// make one member and one line in the ledger. Of two owners who leave at once, one stays. A ban ends only by its own end,
/// by <see cref="UnbanAsync"/> or by <see cref="OnBanned.Reinstate"/>. In a transaction at repeatable read or stricter, a
/// write that meets a concurrent one fails with a serialization failure: repeat the transaction.</para>
/// <para>Every call throws <see cref="InvalidArgumentException"/> for a scope type that is not among
/// <see cref="MembershipOptions.ScopeTypes"/>.</para>
/// <para>Statements are fastest where the data source prepares them: set <c>Max Auto Prepare=100</c> in the connection
/// string, unless a pooler in between does not allow it.</para>
/// <para>Not an authorization library: it says who is what, not who may do what. Nothing is cached.</para>
/// </remarks>
public sealed partial class Memberships
{
    internal const int MaxPage = 10_000;

    readonly FrozenSet<string> _scopeTypes;

    /// <summary>Works on the tables that <see cref="MembershipSchema"/> creates.</summary>
    /// <param name="dataSource">The database.</param>
    /// <param name="options">The settings; null: the defaults.</param>
    public Memberships(NpgsqlDataSource dataSource, MembershipOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(dataSource);
        _scopeTypes = (options ?? new()).ScopeTypes.ToFrozenSet(StringComparer.Ordinal);
        (DataSource, Requests, History, Privacy) = (dataSource, new(this), new(this), new());
    }

    /// <summary>Join requests and invitations.</summary>
    public MembershipRequests Requests { get; }

    /// <summary>The ledger: the state at a moment, the changes, and whether it adds up.</summary>
    public MembershipHistory History { get; }

    /// <summary>Export and erasure of one person.</summary>
    public MembershipPrivacy Privacy { get; }

    internal NpgsqlDataSource DataSource { get; }

    // A scope of an unregistered type is an error, not an empty scope.
    internal Scope Known(Scope scope) => scope.Type is { } type && _scopeTypes.Contains(type)
        ? scope
        : throw new InvalidArgumentException(
            nameof(scope),
            $"'{scope.Type}' is not a known scope type. Use one of {string.Join(", ", _scopeTypes.Order(StringComparer.Ordinal))}, "
            + "or add it to MembershipOptions.ScopeTypes.");

    internal static void CheckPage(int limit)
    {
        if (limit is < 1 or > MaxPage)
            throw new InvalidArgumentException(nameof(limit), $"is {limit}. Use 1 to 10,000.");
    }
}
