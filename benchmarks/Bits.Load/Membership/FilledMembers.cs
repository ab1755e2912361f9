using System.Globalization;
using Bits.Load.Database;
using Bits.Membership;

namespace Bits.Load.Membership;

/// <summary>A question whether somebody is a member, and its answer.</summary>
readonly record struct Question(Guid UserId, Scope Scope, bool IsMember);

/// <summary>Tables full of members who do not exist: each user has a batch, a chapter, the group of everybody, and
/// seven groups of a thousandth of all; a few, the joiners, have thirty groups more. Every row has its line in the ledger. Who is in what follows from the user's number, here as in SQL.</summary>
/// <param name="Schema">Where.</param>
/// <param name="Users">How many users, numbered from 0.</param>
sealed record FilledMembers(LoadSchema Schema, int Users)
{
    /// <summary>How many memberships each user has.</summary>
    public const int ScopesPerUser = 10;

    /// <summary>How many memberships a joiner has.</summary>
    public const int ScopesPerJoiner = 40;

    const int Joiners = 1_000;
    const int UsersPerStatement = 50_000;
    const int GroupsPerPlace = 1_000;
    const int FirstPlaceOfGroups = 3;

    /// <summary>How many memberships there are.</summary>
    public long Rows => (long)Users * ScopesPerUser;

    /// <summary>The group that everybody is in.</summary>
    public static Scope Everybody { get; } = Scope.Group(Id(0));

    /// <summary>Migrates an empty schema and fills it, the ledger as the triggers would have.</summary>
    public static async Task<FilledMembers> FillAsync(LoadSchema schema, int users, CancellationToken ct)
    {
        await MembershipSchema.MigrateAsync(schema.DataSource, ct);
        var rows = await RestingTable.StripAsync(schema, "memberships_membership", ct);
        var ledger = await RestingTable.StripAsync(schema, "memberships_transition", ct);
        for (var first = 0; first < users; first += UsersPerStatement)
            await InsertAsync(schema, first, Math.Min(first + UsersPerStatement, users) - 1, 0, ScopesPerUser - 1, ct);
        await InsertAsync(schema, 0, Math.Min(Joiners, users) - 1, ScopesPerUser, ScopesPerJoiner - 1, ct);
        await RecordAsync(schema, ct);

        ScenarioContext.Tell($"{(long)users * ScopesPerUser:N0} rows are there; indexes");
        await rows.RestoreAsync(ct);
        await ledger.RestoreAsync(ct);
        return new(schema, users);
    }

    /// <summary>The id of a user: like one that was given a millisecond after that of the user before.</summary>
    public static Guid UserId(long user) => Guid.ParseExact(
        string.Create(CultureInfo.InvariantCulture, $"{1_700_000_000_000 + user:x12}70008000{user:x12}"), "N");

    /// <summary>Questions about users all over the table; one in five about somebody who is no member.</summary>
    public Question[] Ask(int count, Random random) =>
    [
        .. Enumerable.Range(0, count).Select(i =>
        {
            var user = random.Next(Users);
            var isMember = i % 5 != 0;
            return new Question(
                UserId(user),
                isMember ? ScopeAt(user, random.Next(ScopesPerUser)) : GroupAt(user + 1, FirstPlaceOfGroups),
                isMember);
        }),
    ];

    /// <summary>Questions as callers ask them in batches, a batch behind the other: about one person and many scopes, about
    /// one scope and many people, by turns. One in five is about somebody who is no member.</summary>
    public Question[] AskTogether(int batches, int size, Random random) =>
    [
        .. Enumerable.Range(0, batches).SelectMany(
            batch => batch % 2 == 0 ? AskAboutPerson(size, random) : AskAboutScope(size, random)),
    ];

    /// <summary>One of those with forty memberships.</summary>
    public Guid AskJoiner(Random random) => UserId(random.Next(Math.Min(Joiners, Users)));

    IEnumerable<Question> AskAboutPerson(int size, Random random)
    {
        var user = random.Next(Users);
        return Enumerable.Range(0, size).Select(i => i % 5 != 0
            ? new Question(UserId(user), ScopeAt(user, random.Next(ScopesPerUser)), IsMember: true)
            : new(UserId(user), GroupAt(user + 1 + random.Next(GroupsPerPlace - 1), FirstPlaceOfGroups), IsMember: false));
    }

    IEnumerable<Question> AskAboutScope(int size, Random random)
    {
        var (user, place) = (random.Next(Users), FirstPlaceOfGroups + random.Next(ScopesPerUser - FirstPlaceOfGroups));
        return Enumerable.Range(0, size).Select(i =>
        {
            var member = user % GroupsPerPlace + GroupsPerPlace * random.Next(Users / GroupsPerPlace);
            return new Question(UserId(i % 5 != 0 ? member : member + 1), GroupAt(user, place), IsMember: i % 5 != 0);
        });
    }

    static Task InsertAsync(LoadSchema schema, long first, long last, int firstPlace, int lastPlace, CancellationToken ct) =>
        schema.ExecuteAsync(
            """
            insert into memberships_membership (user_id, scope_type, scope_id, role, state, change_reason)
            select
                (lpad(to_hex(1700000000000 + u), 12, '0') || '70008000' || lpad(to_hex(u), 12, '0'))::uuid,
                case place when 0 then 'batch' when 1 then 'chapter' else 'group' end,
                case place
                    when 0 then (1970 + u % 57)::text
                    when 1 then '00000000-0000-8000-8000-' || lpad((1000000 + u % 50)::text, 12, '0')
                    when 2 then '00000000-0000-8000-8000-000000000000'
                    else '00000000-0000-8000-8000-'
                        || lpad((place * 1000 + (u * 7919 + place * 104729) % 1000)::text, 12, '0')
                end,
                'member', 'active', 'filled'
            from generate_series($1::bigint, $2::bigint) u, generate_series($3::int, $4::int) place
            """,
            [first, last, firstPlace, lastPlace], ct);

    static Task RecordAsync(LoadSchema schema, CancellationToken ct) => schema.ExecuteAsync(
        """
        insert into memberships_transition (at, user_id, scope_type, scope_id, version, to_state, to_role, until, reason)
        select changed_at, user_id, scope_type, scope_id, version, state, role, until, change_reason
        from memberships_membership
        """,
        [], ct);

    static Scope ScopeAt(long user, int place) => place switch
    {
        0 => Scope.Batch((int)(1970 + user % 57)),
        1 => Scope.Chapter(Id(1_000_000 + user % 50)),
        2 => Everybody,
        _ => GroupAt(user, place),
    };

    // 7919 and 1000 have no common divisor: neighbours are in different groups.
    static Scope GroupAt(long user, int place) =>
        Scope.Group(Id(place * GroupsPerPlace + (user * 7_919 + place * 104_729) % GroupsPerPlace));

    static Guid Id(long number) => Guid.ParseExact(
        string.Create(CultureInfo.InvariantCulture, $"00000000-0000-8000-8000-{number:d12}"), "D");
}
